package io.binnacle.dns.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.ObjectKey;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The serial grows with every change that could alter an answer, and with no other.
class SerialTest {
  private static final String WEB = "'clusterIP':'10.96.0.7','ports':[{'name':'http','port':80}]";
  private static final String SLICE =
      "'addressType':'IPv4','ports':[{'name':'http','port':80}],'endpoints':["
          + "{'addresses':['10.244.1.1'],'hostname':'a','conditions':{'ready':true}},"
          + "{'addresses':['10.244.1.2'],'hostname':'b','conditions':{'ready':false}}]";
  private static final String POD = "'status':{'phase':'Running','podIP':'10.244.1.1'}";

  /// @param name of what changes
  /// @param bumps whether that alters an answer
  record Case(String name, boolean bumps, Consumer<Cluster> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    ObjectKey web = new ObjectKey("default", "web");
    return Stream.of(
        new Case("a Service is added", true, c -> c.service("new.default", WEB)),
        new Case("a Service is deleted", true, c -> c.editor().service(web, null)),
        new Case("the same Service again", false, c -> c.service("web.default", WEB)),
        new Case(
            "a node port",
            false,
            c -> c.service("web.default", WEB.replace("80}", "80,'nodePort':30001}"))),
        new Case(
            "a target port",
            false,
            c -> c.service("web.default", WEB.replace("80}", "80,'targetPort':1}"))),
        new Case(
            "a selector",
            false,
            c -> c.service("head.default", "'clusterIP':'None','selector':{'a':'c'}")),
        new Case("a port's number", true, c -> c.service("web.default", WEB.replace("80", "81"))),
        new Case("a port's name", true, c -> c.service("web.default", WEB.replace("http", "web"))),
        new Case(
            "a port's protocol",
            true,
            c -> c.service("web.default", WEB.replace("80}", "80,'protocol':'UDP'}"))),
        new Case("a cluster address", true, c -> c.service("web.default", WEB.replace(".7", ".8"))),
        new Case(
            "an external name",
            true,
            c -> c.service("out.default", "'type':'ExternalName','externalName':'b.example.com'")),
        new Case("a slice is added", true, c -> c.slice("web.default", "web-2", SLICE)),
        new Case(
            "a slice is deleted",
            true,
            c -> c.editor().slice(new ObjectKey("default", "web-1"), null)),
        new Case("the same slice again", false, c -> c.slice("web.default", "web-1", SLICE)),
        new Case(
            "a ready address",
            true,
            c -> c.slice("web.default", "web-1", SLICE.replace("1.1'", "1.9'"))),
        new Case(
            "an address that is not ready",
            false,
            c -> c.slice("web.default", "web-1", SLICE.replace("1.2'", "1.9'"))),
        new Case(
            "an endpoint becomes ready",
            true,
            c -> c.slice("web.default", "web-1", SLICE.replace("false", "true"))),
        new Case(
            "a condition that does not count",
            false,
            c -> c.slice("web.default", "web-1", SLICE.replace("true}", "true,'serving':true}"))),
        new Case(
            "a host name", true, c -> c.slice("web.default", "web-1", SLICE.replace("'a'", "'c'"))),
        new Case(
            "a host name of one not ready",
            false,
            c -> c.slice("web.default", "web-1", SLICE.replace("'b'", "'c'"))),
        new Case(
            "a slice's port",
            true,
            c -> c.slice("web.default", "web-1", SLICE.replace("80", "81"))),
        new Case("a slice without a Service", false, c -> c.slice("no.default", "no-1", SLICE)),
        new Case("a slice without a label", false, c -> c.orphan("lost.default", SLICE)),
        new Case("a Pod is added", true, c -> c.pod("q.default", POD.replace("1.1'", "1.3'"))),
        new Case("a Pod's address", true, c -> c.pod("p.default", POD.replace("1.1'", "1.3'"))),
        new Case(
            "a Pod's status", false, c -> c.pod("p.default", POD.replace("}", ",'message':'x'}"))),
        new Case("a Pod ends", true, c -> c.pod("p.default", POD.replace("Running", "Failed"))),
        new Case(
            "a Pod is deleted", true, c -> c.editor().pod(new ObjectKey("default", "p"), null)),
        new Case("a namespace is added", true, c -> c.namespaces("more")),
        new Case("a namespace is deleted", true, c -> c.editor().namespace("default", false)),
        new Case("a Service of no namespace", false, c -> c.service("web.nowhere", WEB)));
  }

  private static Cluster cluster() {
    return new Cluster(PodNames.VERIFIED)
        .namespaces("default")
        .service("web.default", WEB)
        .service("head.default", "'clusterIP':'None','selector':{'a':'b'}")
        .service("out.default", "'type':'ExternalName','externalName':'a.example.com'")
        .slice("web.default", "web-1", SLICE)
        .pod("p.default", POD);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void grows(Case c) {
    Cluster cluster = cluster();
    long before = cluster.zone().serial();
    c.change.accept(cluster);
    assertEquals(c.bumps, cluster.zone().serial() > before);
  }

  @Test
  void itIsTheTimeOfTheLastChange() {
    assertEquals(0, new Cluster().zone().serial());
    assertEquals(1_700_000_000, new Cluster().namespaces("default").zone().serial());
  }
}
