package io.binnacle.attach;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Kubeconfigs that name a server, certificates and a token, and nothing that takes more than that: ours, kind's, k3d's, kubeadm's,
/// and most that are made for a machine. All others, also those that make no sense, are left to fabric8.
final class PlainKubeconfig {
  private static final Set<String> CLUSTER =
      Set.of("server", "certificate-authority", "certificate-authority-data", "extensions");
  private static final Set<String> USER =
      Set.of(
          "client-certificate",
          "client-certificate-data",
          "client-key",
          "client-key-data",
          "token",
          "tokenFile",
          "extensions");
  private static final List<String> PROXY_VARIABLES =
      List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy");

  private final Path file;

  private PlainKubeconfig(Path file) {
    this.file = file;
  }

  /// The access it describes; null if it takes more.
  ///
  /// @param context which context; empty for the current one
  /// @param environment may tell of proxies
  /// @throws IOException if it has no such context, a file it names cannot be read, or a certificate is none
  static @Nullable PlainAccess read(Path file, String context, Map<String, String> environment)
      throws IOException {
    Obj config;
    try {
      if (!(Yaml.parse(Files.readAllBytes(file)).getFirst() instanceof Obj object)) {
        return null;
      }
      config = object;
    } catch (YamlException | NoSuchElementException _) {
      return null; // fabric8 says what is wrong with it
    }
    String name = context.isEmpty() ? config.str("current-context") : context;
    Obj chosen = named(config.arr("contexts"), name, "context");
    if (chosen == null && !context.isEmpty()) {
      // fabric8 would go on with a guess
      throw new IOException("it has no context \"" + context + "\"");
    }
    if (PROXY_VARIABLES.stream().anyMatch(v -> !environment.getOrDefault(v, "").isEmpty())) {
      return null;
    }
    Obj cluster =
        chosen == null ? null : named(config.arr("clusters"), chosen.str("cluster"), "cluster");
    Obj user = chosen == null ? null : named(config.arr("users"), chosen.str("user"), "user");
    if (cluster == null
        || user == null
        || !CLUSTER.containsAll(cluster.keys())
        || !USER.containsAll(user.keys())) {
      return null;
    }
    return new PlainKubeconfig(file).access(cluster, user);
  }

  /// The namespace a context of any kubeconfig is about; empty if it names none or there is no such context.
  ///
  /// @param context empty for the current one
  static String namespace(Path file, String context) throws IOException {
    try {
      if (Yaml.parse(Files.readAllBytes(file)).getFirst() instanceof Obj config) {
        String name = context.isEmpty() ? config.str("current-context") : context;
        Obj chosen = named(config.arr("contexts"), name, "context");
        return chosen == null ? "" : chosen.str("namespace");
      }
    } catch (YamlException | NoSuchElementException _) {
      // whoever opens the file says what is wrong with it
    }
    return "";
  }

  private @Nullable PlainAccess access(Obj cluster, Obj user) throws IOException {
    String server = cluster.str("server");
    String url = server.endsWith("/") ? server : server + "/";
    Supplier<String> token = token(user);
    if (server.startsWith("http://")) {
      return new PlainAccess(url, null, token);
    }
    SSLContext tls =
        server.startsWith("https://")
            ? PlainAccess.tls(
                text(cluster, "certificate-authority"),
                text(user, "client-certificate"),
                text(user, "client-key"))
            : null;
    return tls == null ? null : new PlainAccess(url, tls, token);
  }

  private Supplier<String> token(Obj user) {
    String token = user.str("token");
    String from = user.str("tokenFile");
    return token.isEmpty() && !from.isEmpty() ? new TokenFile(resolved(from))::read : () -> token;
  }

  /// What `key` names, or `key-data` holds, which goes first; empty if neither is there.
  private String text(Obj object, String key) throws IOException {
    String data = object.str(key + "-data");
    if (!data.isEmpty()) {
      try {
        return new String(
            Base64.getDecoder().decode(data.replaceAll("\\s", "")), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new IOException("its " + key + "-data is not Base64", e);
      }
    }
    String name = object.str(key);
    return name.isEmpty() ? "" : Files.readString(resolved(name));
  }

  /// Files are named relative to the kubeconfig.
  private Path resolved(String name) {
    return file.toAbsolutePath().resolveSibling(name);
  }

  private static @Nullable Obj named(Arr entries, String name, String field) {
    for (Obj entry : entries.objects()) {
      if (entry.str("name").equals(name)) {
        return entry.obj(field);
      }
    }
    return null;
  }
}
