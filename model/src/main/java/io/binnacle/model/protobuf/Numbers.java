package io.binnacle.model.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The field numbers of every structure.
final class Numbers {
  private static final Map<String, Map<Integer, Meaning>> READ = new ConcurrentHashMap<>();

  private Numbers() {}

  /// What a field number means within a structure.
  sealed interface Meaning {
    /// The field of this JSON name.
    record Named(String name) implements Meaning {}

    /// A structure whose fields JSON shows as the outer one's own.
    record Inlined(Map<Integer, Meaning> fields) implements Meaning {}
  }

  /// The numbers of the structure `definition`, `io.k8s.api.core.v1.ServiceSpec`; empty if it has no fields, or is unknown.
  static Map<Integer, Meaning> of(String definition) {
    return READ.computeIfAbsent(definition, d -> parse(Lines.BY_DEFINITION.getOrDefault(d, "")));
  }

  private static Map<Integer, Meaning> parse(String entries) {
    Map<Integer, Meaning> out = new HashMap<>();
    for (String entry : entries.isEmpty() ? new String[0] : entries.split(" ")) {
      int eq = entry.indexOf('=');
      Map<Integer, Meaning> within = out;
      String[] path = entry.substring(eq + 1).split("\\.");
      for (int i = 0; i < path.length - 1; i++) {
        within = inlined(within, Integer.valueOf(path[i]));
      }
      within.put(Integer.valueOf(path[path.length - 1]), new Meaning.Named(entry.substring(0, eq)));
    }
    return out;
  }

  private static Map<Integer, Meaning> inlined(Map<Integer, Meaning> within, Integer number) {
    Meaning known = within.computeIfAbsent(number, _ -> new Meaning.Inlined(new HashMap<>()));
    return switch (known) {
      case Meaning.Inlined i -> i.fields();
      case Meaning.Named n ->
          throw new IllegalStateException(
              "field number " + number + " is both " + n.name() + " and a structure");
    };
  }

  private static final class Lines {
    static final Map<String, String> BY_DEFINITION = new HashMap<>();

    static {
      for (String line : text().split("\n")) {
        int blank = line.indexOf(' ');
        if (!line.startsWith("#") && blank > 0) {
          BY_DEFINITION.put(line.substring(0, blank), line.substring(blank + 1));
        }
      }
    }

    private static String text() {
      try (@Nullable InputStream in = Numbers.class.getResourceAsStream("numbers")) {
        if (in == null) {
          throw new IllegalStateException(
              "the program lacks its file io/binnacle/model/protobuf/numbers");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read io/binnacle/model/protobuf/numbers", e);
      }
    }
  }
}
