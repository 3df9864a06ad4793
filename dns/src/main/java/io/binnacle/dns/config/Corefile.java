package io.binnacle.dns.config;

import io.binnacle.dns.config.ServerKey.Scheme;
import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads Corefiles.
public final class Corefile {
  private static final int DNS_PORT = 53;
  private static final int TLS_PORT = 853;
  private static final long LARGEST = 10L << 20;

  private Corefile() {}

  /// Reads a file with all it imports.
  ///
  /// @param environment the value of a variable, null if it has none
  /// @throws ConfigException if it cannot be read, makes no sense, or asks for what is not done
  public static DnsConfig load(Path file, Function<String, @Nullable String> environment)
      throws ConfigException {
    Set<Path> read = new LinkedHashSet<>();
    read.add(file);
    String name = String.valueOf(file.getFileName());
    return understood(text(file), name, file, read, environment);
  }

  /// Understands a text that is in no file; imports and files are relative to the working folder.
  ///
  /// @param name for messages
  public static DnsConfig parse(
      String text, String name, Function<String, @Nullable String> environment)
      throws ConfigException {
    return understood(text, name, Path.of(name), new LinkedHashSet<>(), environment);
  }

  private static DnsConfig understood(
      String text,
      String name,
      Path file,
      Set<Path> read,
      Function<String, @Nullable String> environment)
      throws ConfigException {
    List<RawBlock> blocks =
        new CorefileParser(new Imports(file, read), environment).parse(Lexer.tokens(text, name));
    if (blocks.isEmpty()) {
      throw new ConfigException(new Place(name, 1), "no server block; want one such as .:53 { … }");
    }
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
    List<ServerConfig> servers = new ArrayList<>();
    DnsConfig.Reload reload = null;
    OwnRule own = null;
    for (RawBlock block : blocks) {
      ServerBuilder builder =
          new ServerBuilder(block.keys().getFirst().at(), keys(block.keys()), folder);
      for (Directive line : block.directives()) {
        Plugins.read(line, builder);
      }
      servers.add(builder.build());
      reload = reload == null ? builder.reload : reload;
      if (own != null && builder.own != null) {
        throw new ConfigException(builder.at, "binnacle: a second one; it is for the whole file");
      }
      own = own == null ? builder.own : own;
    }
    Whole.check(servers);
    return new DnsConfig(servers, reload, own == null ? OwnRule.DEFAULT : own, read);
  }

  /// The text of a file, which is no longer than 10 MB.
  static String text(Path file) throws ConfigException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new ConfigException(
            new Place(file.toString(), 1), "larger than " + LARGEST + " octets");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (ConfigException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new ConfigException("cannot read " + file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new ConfigException("cannot read " + file + ": it is not UTF-8", e);
    } catch (IOException e) {
      throw new ConfigException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<ServerKey> keys(List<Token> words) throws ConfigException {
    List<ServerKey> out = new ArrayList<>();
    for (Token word : words) {
      out.addAll(key(word));
    }
    return out;
  }

  /// `.:53`, `example.org`, `dns://.:1053`, `tls://.`, `10.0.0.0/24:53`.
  private static List<ServerKey> key(Token word) throws ConfigException {
    String rest = word.text();
    Scheme scheme = Scheme.DNS;
    int mark = rest.indexOf("://");
    if (mark >= 0) {
      String name = rest.substring(0, mark);
      scheme =
          switch (name) {
            case "dns" -> Scheme.DNS;
            case "tls" -> Scheme.TLS;
            default ->
                throw new ConfigException(
                    word, word.text() + ": want dns:// or tls://, or neither");
          };
      rest = rest.substring(mark + 3);
    }
    int port = scheme == Scheme.TLS ? TLS_PORT : DNS_PORT;
    int colon = rest.lastIndexOf(':');
    if (colon >= 0 && Cidr.parseAround(rest) == null) {
      port = Words.port(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    if (port < 0) {
      throw new ConfigException(word, word.text() + ": want a port, 0 to 65535, behind the colon");
    }
    List<ServerKey> out = new ArrayList<>();
    Cidr range = Cidr.parseAround(rest);
    if (range != null) {
      for (DnsName zone : ReverseZones.of(range)) {
        out.add(new ServerKey(scheme, zone, port));
      }
      return out;
    }
    DnsName zone = rest.isEmpty() ? DnsName.ROOT : DnsName.parse(rest);
    if (zone == null || rest.contains("/")) {
      throw new ConfigException(word, word.text() + ": want a zone such as .:53 or example.org");
    }
    out.add(new ServerKey(scheme, zone, port));
    return out;
  }

  /// What only all blocks together show.
  private static final class Whole {
    static void check(List<ServerConfig> servers) throws ConfigException {
      Map<String, ServerConfig> places = new HashMap<>();
      for (ServerConfig server : servers) {
        for (ServerKey key : server.keys()) {
          String where = key + " " + server.bind();
          ServerConfig before = places.putIfAbsent(where, server);
          if (before != null) {
            throw new ConfigException(
                server.at(),
                key + ": answered by the block in line " + before.at().line() + " already");
          }
        }
      }
      kubernetes(servers);
    }

    private static void kubernetes(List<ServerConfig> servers) throws ConfigException {
      ServerConfig first = null;
      for (ServerConfig server : servers) {
        KubernetesRule rule = server.kubernetes();
        if (rule == null) {
          continue;
        }
        if (first != null && !rule.equals(first.kubernetes())) {
          throw new ConfigException(
              server.at(),
              "kubernetes: a second one that says something else than the one in line "
                  + first.at().line()
                  + "; there is one cluster");
        }
        first = first == null ? server : first;
      }
    }
  }
}
