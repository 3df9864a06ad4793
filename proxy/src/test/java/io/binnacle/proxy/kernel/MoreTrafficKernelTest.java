package io.binnacle.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Target;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.proxy.Await;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.run.ProxyOptions;
import io.binnacle.proxy.trace.Packet;
import io.binnacle.proxy.trace.Tracer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Real packets again: IPv6, host ports, what Pods send out, the DNS address that bypasses translation, health checks. Needs
/// root.
class MoreTrafficKernelTest {
  private static Machines machines;
  private static Rig rig;

  @BeforeAll
  static void build() throws Exception {
    Machines.assumeRoot();
    machines = new Machines();
    for (String pod : new String[] {"pod1", "pod2", "remote", "client"}) {
      machines.serve(pod, 8080);
    }
    RulesOptions rules =
        RulesOptions.of(
                "binnacle-more",
                List.of(Cidr.of("10.96.0.0/12"), Cidr.of("fd02::/112")),
                List.of(Cidr.of("10.244.0.0/16"), Cidr.of("fd03::/48")))
            .withLoopback(true)
            .withPodEgress(true)
            .withBound(Set.of(new Bound(IpAddress.of("10.96.0.10"), 53)));
    rig =
        new Rig(
            machines,
            "10.96.0.0/12,fd02::/112",
            ProxyOptions.of("n1", rules)
                .withFamilies(List.of(IpAddress.Family.IPv4, IpAddress.Family.IPv6))
                .withHostPorts(true)
                .withHealthCheckAddress(IpAddress.of("127.0.0.1"))
                .withHealth(new InetSocketAddress("127.0.0.1", 0)));
  }

  @AfterAll
  static void tearDown() throws Exception {
    if (rig != null) {
      rig.close();
    }
    if (machines != null) {
      machines.close();
    }
  }

  @Test
  void ipv6SpreadsRejectsAndRemembersToo() {
    rig.api.service(
        "six",
        "'clusterIPs':['fd02::7'],'clusterIP':'fd02::7','ipFamilies':['IPv6'],'ports':[{'name':'http','port':80}]");
    rig.api.slice("six", "http:8080", "fd03:0:0:1::3@n1 ready", "fd03:0:0:2::2@n2 ready");
    Await.until("both", () -> machines.tcp("pod1", "fd02::7", 80, 20).size() == 2);
    assertThat(machines.tcp("pod1", "fd02::7", 80, 20).keySet())
        .containsExactly("pod2 fd03:0:0:1:0:0:0:2", "remote fd03:0:0:1:0:0:0:2");
    assertThat(machines.tcp("pod1", "fd02::7", 81)).isEqualTo("refused");
    rig.api.service(
        "six",
        "'clusterIPs':['fd02::7'],'clusterIP':'fd02::7','ipFamilies':['IPv6'],'sessionAffinity':'ClientIP','ports':[{'name':'http','port':80}]");
    Await.until("stickiness", () -> machines.tcp("pod1", "fd02::7", 80, 12).size() == 1);
    rig.api.slice("six", "http:8080", "fd03:0:0:1::2@n1 ready");
    Await.until(
        "itself", () -> machines.tcp("pod1", "fd02::7", 80).equals("pod1 fd03:0:0:1:0:0:0:1"));
  }

  @Test
  void hostPortsAreAnsweredOnTheNodeAndOnLoopback() {
    Obj pod =
        Given.json(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'hosted','namespace':'default'},'spec':{'nodeName':'n1',"
                + "'containers':[{'name':'c','image':'i','ports':[{'containerPort':8080,'hostPort':9001},"
                + "{'containerPort':8080,'hostPort':9002,'hostIP':'127.0.0.1'}]}]}}");
    Obj made = rig.api.api.create(ResourceName.PODS, "default", pod);
    rig.api.api.update(
        Target.of(ResourceName.PODS, made).status(),
        made.with(
            "status",
            Given.json("{'phase':'Running','podIP':'10.244.1.2','podIPs':[{'ip':'10.244.1.2'}]}")));
    Await.until(
        "the host port",
        () -> machines.tcp("client", "192.168.1.10", 9001).equals("pod1 192.168.1.77"));
    assertThat(machines.tcp("node", "127.0.0.1", 9001)).startsWith("pod1 ");
    assertThat(machines.tcp("node", "127.0.0.1", 9002)).startsWith("pod1 ");
    assertThat(machines.tcp("node", "192.168.1.10", 9001)).startsWith("pod1 ");
    assertThat(machines.tcp("client", "192.168.1.10", 9002)).isEqualTo("refused");
    assertThat(machines.tcp("pod2", "192.168.1.10", 9001)).startsWith("pod1 ");
    assertThat(machines.tcp("pod1", "192.168.1.10", 9001)).startsWith("pod1 ");
  }

  @Test
  void whatPodsSendOutOfThePodRangeHasTheNodesAddress() {
    assertThat(machines.tcp("pod1", "192.168.1.77", 8080)).isEqualTo("client 192.168.1.10");
    assertThat(machines.tcp("pod1", "10.244.2.2", 8080)).isEqualTo("remote 10.244.1.2");
  }

  @Test
  void theDnsAddressIsReachedWithoutTracking() throws IOException {
    machines.in("node", "ip addr add 10.96.0.10/32 dev lo");
    machines.serve("node", "10.96.0.10", 53);
    DatagramSocket pod = machines.udp("pod1");
    assertThat(Machines.ask(pod, "10.96.0.10", 53)).isEqualTo("node 10.244.1.2");
    assertThat(machines.tcp("pod1", "10.96.0.10", 53)).isEqualTo("node 10.244.1.2");
    assertThat(machines.tcp("node", "10.96.0.10", 53)).startsWith("node ");
    assertThat(machines.in("node", "cat /proc/net/nf_conntrack")).doesNotContain("dst=10.96.0.10");
  }

  @Test
  void externalHostsBehindAServiceWithoutSelector() {
    rig.api.service("outside", "'clusterIP':'10.96.8.8','ports':[{'name':'http','port':80}]");
    rig.api.slice("outside", "http:8080", "192.168.1.77 ready");
    Await.until(
        "the outside", () -> machines.tcp("pod1", "10.96.8.8", 80).equals("client 192.168.1.10"));
  }

  @Test
  void healthIsToldToLoadBalancers() throws Exception {
    InetSocketAddress at = Objects.requireNonNull(rig.proxy.healthAddress());
    assertThat(get(at.getPort(), "/healthz"))
        .startsWith("HTTP/1.1 200")
        .contains("\"nodeEligible\":true");
    assertThat(get(at.getPort(), "/livez")).startsWith("HTTP/1.1 200");
    assertThat(get(at.getPort(), "/metrics"))
        .contains("kubeproxy_sync_proxy_rules_duration_seconds");
    assertThat(get(at.getPort(), "/nothing")).startsWith("HTTP/1.1 404");
    rig.api.service(
        "lb",
        "'type':'LoadBalancer','externalTrafficPolicy':'Local','clusterIP':'10.96.8.9','ports':[{'name':'http','port':80}]");
    rig.api.slice("lb", "http:8080", "10.244.1.2@n1 ready", "10.244.2.2@n2 ready");
    int check = (int) rig.api.service("lb").obj("spec").integer("healthCheckNodePort", 0);
    Await.until("one endpoint here", () -> get(check, "/").startsWith("HTTP/1.1 200"));
    assertThat(get(check, "/"))
        .contains("X-Load-Balancing-Endpoint-Weight: 1")
        .contains("\"localEndpoints\":1");
    rig.api.slice("lb", "http:8080", "10.244.2.2@n2 ready");
    Await.until("none here", () -> get(check, "/").startsWith("HTTP/1.1 503"));
  }

  private static String get(int port, String path) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void theTracerAgreesWithTheKernel() {
    rig.api.service(
        "agree",
        "'clusterIP':'10.96.8.10','externalIPs':['198.51.100.77'],'externalTrafficPolicy':'Local','ports':[{'name':'http','port':80}]");
    rig.api.slice("agree", "http:8080", "10.244.1.3@n1 ready", "10.244.2.2@n2 ready");
    Await.until("an answer", () -> machines.tcp("pod1", "10.96.8.10", 80).contains("10.244.1.2"));
    Agreement agreement =
        new Agreement(
            machines,
            Given.table(
                IpAddress.Family.IPv4,
                Given.plan(
                    rig.api.service("agree"),
                    Given.slice(
                        "agree-4",
                        "agree",
                        "http:8080",
                        "10.244.1.3@n1 ready",
                        "10.244.2.2@n2 ready"))));
    for (String from : List.of("pod1", "pod2", "client", "node", "remote")) {
      for (String to : List.of("10.96.8.10", "198.51.100.77", "10.96.99.99")) {
        for (int port : List.of(80, 81)) {
          agreement.check(from, to, port);
        }
      }
    }
  }

  /// Asks kernel and tracer the same question.
  private record Agreement(Machines machines, TableState table) {
    private static final Map<String, String> ADDRESSES =
        Map.of(
            "pod1",
            "10.244.1.2",
            "pod2",
            "10.244.1.3",
            "client",
            "192.168.1.77",
            "node",
            "192.168.1.10",
            "remote",
            "192.168.2.2");
    private static final Map<String, String> NAMES =
        Map.of("10.244.1.2", "pod1", "10.244.1.3", "pod2", "10.244.2.2", "remote");

    void check(String from, String to, int port) {
      var tracer = new Tracer(table, Given.local());
      var tcp = Protocol.TCP;
      String source = Objects.requireNonNull(ADDRESSES.get(from));
      var packet =
          from.equals("node")
              ? Packet.out(tcp, source, to, port)
              : Packet.in(tcp, source, to, port);
      Set<String> foretold = new TreeSet<>();
      for (var way : tracer.trace(packet).ways()) {
        foretold.add(
            switch (way.end()) {
              case REJECTED -> "refused";
              case DROPPED -> "timeout";
              case PASSED -> "passed";
              case TRANSLATED ->
                  NAMES.get(way.destination().toString())
                      + (way.masqueraded() ? " masqueraded" : " kept");
            });
      }
      Set<String> seen = new TreeSet<>();
      for (int i = 0; i < (foretold.size() > 1 ? 12 : 1); i++) {
        String answer = machines.tcp(from, to, port);
        String[] words = answer.split(" ");
        seen.add(
            words.length < 2
                ? answer
                : words[0]
                    + (words[1].equals(source) && !from.equals("node") ? " kept" : " masqueraded"));
      }
      if (!foretold.equals(Set.of("passed"))) {
        assertThat(foretold).as(from + " to " + to + ":" + port).containsAll(seen);
      }
    }
  }
}
