package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.Upstream.Tls;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// Upstreams over TLS: who is believed, and that one connection does for many questions.
class DotTest {
  private static final GeneralName DNS_EXAMPLE =
      new GeneralName(GeneralName.dNSName, "dns.example");

  @TempDir Path folder;
  private TestAuthority authority;
  private Path trusted;

  @BeforeEach
  void prepare() throws Exception {
    authority = new TestAuthority();
    trusted = authority.file(folder);
  }

  @Test
  void aServerWithTheNameItShouldHaveIsAsked() throws Exception {
    assertEquals("203.0.113.10", ask(DNS_EXAMPLE, new Tls("dns.example", trusted), 1));
  }

  @Test
  void manyQuestionsGoOverOneConnection() throws Exception {
    assertEquals("203.0.113.10", ask(DNS_EXAMPLE, new Tls("dns.example", trusted), 50));
  }

  @Test
  void withoutANameTheAddressHasToBeInTheCertificate() throws Exception {
    GeneralName loopback = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
    assertEquals("203.0.113.10", ask(loopback, new Tls(null, trusted), 1));
    String why = ask(DNS_EXAMPLE, new Tls(null, trusted), 1);
    assertTrue(why.contains("127.0.0.1"), why);
  }

  @Test
  void anotherNameIsNotBelieved() throws Exception {
    String why = ask(DNS_EXAMPLE, new Tls("other.example", trusted), 1);
    assertTrue(why.contains("other.example"), why);
  }

  @Test
  void anAuthorityNobodyTrustsIsNotBelieved() throws Exception {
    String why = ask(DNS_EXAMPLE, new Tls("dns.example", null), 1);
    assertTrue(why.contains("PKIX"), why);
  }

  @Test
  void aFileWithoutCertificatesIsSaidAtTheStart() {
    Upstream upstream =
        Upstream.dot(
            Upstream.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 853)).address(),
            new Tls(null, folder.resolve("none.pem")));
    IOException refused =
        assertThrows(
            IOException.class,
            () -> Upstreams.start(ForwardConfig.everything(List.of(upstream)), ForwardEvents.NONE));
    String why = String.valueOf(refused.getMessage());
    assertTrue(why.contains("none.pem"), why);
  }

  /// Asks so many questions at once over at most one connection; the answer of all, or why there is none.
  private String ask(GeneralName server, Tls tls, int questions) throws Exception {
    AtomicInteger opened = new AtomicInteger();
    ForwardEvents events =
        new ForwardEvents() {
          @Override
          public void connection(Upstream to, Upstream.Protocol carrier, boolean hit) {
            assertEquals(Upstream.Protocol.DOT, carrier);
            opened.addAndGet(hit ? 0 : 1);
          }
        };
    try (ScriptedServer dot =
            ScriptedServer.startTls(
                authority.server(server), ScriptedServer.saying("203.0.113.10"));
        Upstreams upstreams =
            Upstreams.start(
                ForwardConfig.everything(List.of(Upstream.dot(dot.address(), tls))), events)) {
      List<CompletableFuture<OutsideAnswer>> asked =
          IntStream.range(0, questions)
              .mapToObj(i -> {
                CompletableFuture<OutsideAnswer> out = new CompletableFuture<>();
                DnsName name = DnsName.of(i + ".example.com");
                upstreams.ask(
                    new OutsideQuestion(name, RrType.A, false, false, false), out::complete);
                return out;
              })
              .toList();
      String all = "";
      for (CompletableFuture<OutsideAnswer> one : asked) {
        all =
            switch (one.get(20, TimeUnit.SECONDS)) {
              case OutsideAnswer.Answered(byte[] message, _) ->
                  new Message(message).getSection(Section.ANSWER).getFirst().rdataToString();
              case OutsideAnswer.Failed(String why) -> why;
              case OutsideAnswer.Nobody _, OutsideAnswer.Overloaded _ -> "not asked";
            };
      }
      assertTrue(!all.equals("203.0.113.10") || opened.get() == 1, "connections: " + opened);
      return all;
    }
  }
}
