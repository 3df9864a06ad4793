package io.binnacle.model.yaml;

import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Value;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML text to trees and back, with the scalars of `sigs.k8s.io/yaml`: `yes`, `no`, `on`, `off`, `y` and `n` are
/// booleans, `0777` and `0o777` are octal, a number with a fraction of zero is a whole number, times stay strings, keys
/// become strings, `<<` merges.
///
/// Reading is bounded in depth and in what aliases may expand to; the caller bounds the length.
///
/// @see <a href="https://yaml.org/spec/1.1/">YAML 1.1</a>
public final class Yaml {
  private Yaml() {}

  /// One document of a stream.
  ///
  /// @param value the tree; of a key written twice it holds the later value
  /// @param duplicates what a strict reader complains about, as `line 3: key "a" already set in map`, at most 100
  /// @param line where it begins, counted from 1
  public record Document(Value value, List<String> duplicates, int line) {}

  /// Reads a stream of documents divided by `---`; empty ones are left out.
  ///
  /// @throws YamlException if the bytes are not well-formed YAML in UTF-8, or ask for too much
  public static List<Value> parse(byte[] utf8) throws YamlException {
    return documents(utf8).stream().map(Document::value).toList();
  }

  /// Reads a stream of documents divided by `---`; empty ones are left out.
  ///
  /// @throws YamlException if the bytes are not well-formed YAML in UTF-8, or ask for too much
  public static List<Document> documents(byte[] utf8) throws YamlException {
    String text = decode(utf8);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("yaml")
            .setCodePointLimit(Integer.MAX_VALUE)
            .setParseComments(false)
            .setVersionFunction(version -> version)
            .build();
    try {
      return new YamlReader(new Parse(settings).parseString(text).iterator())
          .readAll().stream().filter(d -> d.value() != Null.NULL).toList();
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(m -> "line " + (m.getLine() + 1) + ": ").orElse("");
      throw new YamlException(line + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new YamlException(String.valueOf(e.getMessage()), e);
    }
  }

  /// The block text of `value`: two blanks a level, lists not indented under their key, keys in order, ending with a line
  /// break. Reads back as the same tree, except that numbers with a fraction become the nearest double.
  public static String write(Value value) {
    return new YamlWriter().write(value);
  }

  private static String decode(byte[] utf8) throws YamlException {
    ByteBuffer in = ByteBuffer.wrap(utf8);
    CharBuffer out = CharBuffer.allocate(utf8.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new YamlException("invalid UTF-8 octet at byte " + in.position());
    }
    return out.flip().toString();
  }
}
