package io.binnacle.attach;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;

/// Where a cluster's API is and who asks: read once, from a kubeconfig or from what every Pod finds in its file system.
public final class ClusterAccess {
  /// Where a Pod finds its service account.
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final String url;
  private final String namespace;
  private final Opener opener;

  /// Makes the way there.
  private interface Opener {
    Transport open(String userAgent, Duration timeout);
  }

  private ClusterAccess(String url, String namespace, Opener opener) {
    this.url = url;
    this.namespace = namespace;
    this.opener = opener;
  }

  private static ClusterAccess plain(PlainAccess access, String namespace) {
    return new ClusterAccess(
        access.url(),
        namespace,
        (userAgent, timeout) -> new PlainTransport(access, userAgent, timeout));
  }

  /// The access a kubeconfig describes: client certificates, tokens, exec plugins, OIDC, proxies.
  ///
  /// @param context which context; empty for the current one
  /// @throws IOException if the file cannot be read or understood, or has no such context; the message names it
  public static ClusterAccess kubeconfig(Path file, String context) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("cannot read the kubeconfig " + file + ": no such file");
    }
    if (!Files.isReadable(file)) {
      throw new IOException("cannot read the kubeconfig " + file + ": permission denied");
    }
    PlainAccess plain;
    try {
      plain = PlainKubeconfig.read(file, context, System.getenv());
    } catch (IOException e) {
      throw new IOException("the kubeconfig " + file + " cannot be used: " + e.getMessage(), e);
    }
    return plain != null
        ? plain(plain, PlainKubeconfig.namespace(file, context))
        : throughFabric8(file, context);
  }

  /// The access a kubeconfig of any kind describes.
  static ClusterAccess throughFabric8(Path file, String context) throws IOException {
    Config config;
    try {
      config =
          context.isEmpty()
              ? Config.fromKubeconfig(file.toFile())
              : Config.fromKubeconfig(context, file.toFile());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new IOException("the kubeconfig " + file + " cannot be used: " + e.getMessage(), e);
    }
    if (config.getCurrentContext() == null) {
      String which = context.isEmpty() ? "no current context" : "no context \"" + context + "\"";
      throw new IOException("the kubeconfig " + file + " has " + which);
    }
    String algorithm = KeyAlgorithm.of(clientKey(config));
    if (algorithm != null) {
      config.setClientKeyAlgo(algorithm);
    }
    String master = config.getMasterUrl();
    String url = master.endsWith("/") ? master : master + "/";
    return new ClusterAccess(
        url,
        PlainKubeconfig.namespace(file, context),
        (userAgent, timeout) -> new Fabric8Transport(config, url, userAgent, timeout));
  }

  /// The client's key as PEM; empty if there is none.
  private static String clientKey(Config config) throws IOException {
    String data = config.getClientKeyData();
    String file = config.getClientKeyFile();
    if (data != null && !data.isEmpty()) {
      return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
    }
    return file == null || file.isEmpty() ? "" : Files.readString(Path.of(file));
  }

  /// The access of the Pod this process runs in.
  ///
  /// @throws IOException if it runs in none
  public static ClusterAccess inCluster() throws IOException {
    return inCluster(System.getenv(), ACCOUNT);
  }

  /// @param environment where the API's Service is
  /// @param account the folder of the service account's token and the cluster's authority
  static ClusterAccess inCluster(Map<String, String> environment, Path account) throws IOException {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      throw new IOException(
          "not in a Pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
    }
    Path token = account.resolve("token");
    Path authority = account.resolve("ca.crt");
    for (Path file : new Path[] {token, authority}) {
      if (!Files.isReadable(file)) {
        throw new IOException("cannot read the service account's " + file);
      }
    }
    String at = host.contains(":") ? "[" + host + "]" : host;
    SSLContext tls = PlainAccess.tls(Files.readString(authority), "", "");
    Path namespace = account.resolve("namespace");
    return plain(
        new PlainAccess("https://" + at + ":" + port + "/", tls, new TokenFile(token)::read),
        Files.isReadable(namespace) ? Files.readString(namespace).strip() : "");
  }

  /// The access to an API at a URL, with certificates in files.
  ///
  /// @param url with `https://` or `http://`
  /// @param certificate our own with its chain, PEM; empty for none
  /// @param key its private key, PEM
  /// @param authority whom to trust, PEM; empty for those the JDK trusts
  /// @throws IOException if one of the files cannot be read or is not what it should be
  public static ClusterAccess endpoint(String url, String certificate, String key, String authority)
      throws IOException {
    String at = url.endsWith("/") ? url : url + "/";
    if (url.startsWith("http://")) {
      return plain(new PlainAccess(at, null, () -> ""), "");
    }
    SSLContext tls = PlainAccess.tls(text(authority), text(certificate), text(key));
    if (tls == null) {
      throw new IOException("the key " + key + " is of a kind not known here");
    }
    return plain(new PlainAccess(at, tls, () -> ""), "");
  }

  private static String text(String file) throws IOException {
    return file.isEmpty() ? "" : Files.readString(Path.of(file));
  }

  /// The URL of the API, ending with `/`.
  public String url() {
    return url;
  }

  /// The namespace commands are about unless they say another; empty if nobody chose one.
  public String namespace() {
    return namespace;
  }

  /// Prepares the way there; nothing is sent yet.
  ///
  /// @param timeout how long a connection, and then an answer may take to begin
  Transport open(String userAgent, Duration timeout) {
    return opener.open(userAgent, timeout);
  }
}
