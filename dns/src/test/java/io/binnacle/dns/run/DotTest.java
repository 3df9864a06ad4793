package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// DNS over TLS, asked by the JDK's own client.
@Timeout(60)
class DotTest {
  private static final ClusterZone ZONE = Zones.everyKind();
  private static final String WEB = "web.default.svc.cluster.local.";
  private static final char[] PASSWORD = "not a secret".toCharArray();

  @TempDir Path folder;

  private final Streams streams = new Streams(new StreamLimits(10, 10, 64, Duration.ofSeconds(10)));
  private TlsFiles files;
  private Streams.Listener listener;

  @BeforeEach
  void listen() throws Exception {
    certificate("one");
    files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"), null);
    Resolver resolver = new Resolver(() -> ZONE, new Outside(), ClientNamespaces.NONE);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listener = streams.listenTls(any, resolver, () -> files);
  }

  @AfterEach
  void close() {
    listener.close();
    streams.close();
  }

  /// Writes a new key and certificate, as the JDK's own tool makes them.
  private void certificate(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                String.valueOf(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertEquals(0, keytool.waitFor(), said);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    pem("tls.crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
    pem("tls.key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
  }

  private void pem(String file, String what, byte[] octets) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(octets);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  private SSLSocket connect(String... protocols) throws IOException, GeneralSecurityException {
    return connect(null, protocols);
  }

  /// @param keys shown to a server that asks for a certificate
  private SSLSocket connect(KeyManager @Nullable [] keys, String... protocols)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new TrustsEverybody()}, new SecureRandom());
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(listener.address().getAddress(), listener.address().getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static final class TrustsEverybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Message ask(Socket socket, Message query) throws IOException {
    socket.getOutputStream().write(StreamsTest.framed(query.toWire()));
    return StreamsTest.reply(socket);
  }

  @ParameterizedTest(name = "ALPN \"{0}\"")
  @ValueSource(strings = {"", "dot"})
  void queriesAreAnswered(String protocol) throws Exception {
    try (SSLSocket socket = protocol.isEmpty() ? connect() : connect(protocol)) {
      for (int i = 0; i < 3; i++) {
        Message reply = ask(socket, Asking.query(WEB, Type.A));
        assertEquals("10.96.0.7", reply.getSection(Section.ANSWER).getFirst().rdataToString());
      }
      assertEquals(protocol, socket.getApplicationProtocol());
    }
  }

  @Test
  void whoPadsGetsPaddedReplies() throws Exception {
    try (SSLSocket socket = connect("dot")) {
      Message query = Asking.query(WEB, Type.A, new GenericEDNSOption(12, new byte[30]));
      assertEquals(468, ask(socket, query).numBytes());
    }
  }

  @Test
  void whoSpeaksNoTlsIsCutOff() throws Exception {
    try (Socket socket =
        new Socket(listener.address().getAddress(), listener.address().getPort())) {
      socket.getOutputStream().write(StreamsTest.framed(Asking.query(WEB, Type.A).toWire()));
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }
  }

  private BigInteger serial() throws Exception {
    try (SSLSocket socket = connect("dot")) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSerialNumber();
    }
  }

  @Test
  void aNewCertificateIsTakenUpAndABrokenOneIsNot() throws Exception {
    BigInteger before = serial();
    assertFalse(files.reload(), "nothing has changed");
    certificate("two");
    assertTrue(files.reload());
    BigInteger after = serial();
    assertNotEquals(before, after);
    Files.writeString(folder.resolve("tls.key"), "half of a ke");
    assertFalse(files.reload());
    assertEquals(after, serial());
  }

  @Test
  void clientsShowCertificatesWhereTheyHaveTo() throws Exception {
    Path own = folder.resolve("tls.crt");
    files = new TlsFiles(own, folder.resolve("tls.key"), own);
    try (SSLSocket nobody = connect("dot")) {
      assertThrows(IOException.class, () -> ask(nobody, Asking.query(WEB, Type.A)));
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("one.p12"))) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    try (SSLSocket known = connect(keys.getKeyManagers(), "dot")) {
      assertEquals(1, ask(known, Asking.query(WEB, Type.A)).getSection(Section.ANSWER).size());
    }
  }

  @Test
  void filesThatMakeNoSenseAreRefusedWithTheirNames() throws IOException {
    Files.writeString(folder.resolve("tls.key"), "no key");
    IOException refused =
        assertThrows(
            IOException.class,
            () -> new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"), null));
    assertTrue(String.valueOf(refused.getMessage()).contains("tls.key"), refused.getMessage());
  }
}
