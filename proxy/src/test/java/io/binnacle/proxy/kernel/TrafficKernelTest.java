package io.binnacle.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Obj;
import io.binnacle.proxy.Await;
import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Real packets through a real kernel, on machines made of network namespaces. Needs root.
class TrafficKernelTest {
  private static Machines machines;
  private static Rig rig;
  private static final String VIP = "10.96.7.1", NODE = "192.168.1.10", CLIENT = "192.168.1.77";

  @BeforeAll
  static void build() throws Exception {
    Machines.assumeRoot();
    machines = new Machines();
    for (String pod : new String[] {"pod1", "pod2", "remote"}) {
      machines.serve(pod, 8080);
    }
    rig = new Rig(machines, "10.96.0.0/12", Rig.options());
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

  @AfterEach
  void removeService() {
    rig.api.delete("web");
    Await.until("the Service to be gone", () -> machines.tcp("pod1", VIP, 80).equals("timeout"));
  }

  private static void web(String spec, String... endpoints) {
    rig.api.service(
        "web",
        "'clusterIP':'10.96.7.1','ports':[{'name':'http','port':80,'targetPort':8080}]"
            + (spec.isEmpty() ? "" : "," + spec));
    rig.api.slice("web", "http:8080", endpoints);
  }

  private static void reachable(String from, String address, int port, String answer) {
    Await.until(answer + " at " + address, () -> machines.tcp(from, address, port).equals(answer));
  }

  @Test
  void aClusterAddressSpreadsEvenlyAndKeepsPodsAddresses() {
    web("", "10.244.1.3@n1 ready", "10.244.2.2@n2 ready");
    Await.until("both", () -> machines.tcp("pod1", VIP, 80, 20).size() == 2);
    Map<String, Integer> answers = machines.tcp("pod1", VIP, 80, 400);
    assertThat(answers.keySet()).containsExactly("pod2 10.244.1.2", "remote 10.244.1.2");
    // 400 fair coins: outside 140..260 once in a hundred million runs.
    assertThat(answers.values()).allMatch(n -> n > 140 && n < 260);
  }

  @Test
  void thePodBehindAServiceReachesItself() {
    web("", "10.244.1.2@n1 ready");
    reachable("pod1", VIP, 80, "pod1 10.244.1.1");
  }

  @Test
  void theNodeReachesAClusterAddress() {
    web("", "10.244.1.2@n1 ready");
    reachable("node", VIP, 80, "pod1 10.244.1.1");
  }

  @Test
  void withoutEndpointsItIsRefusedAtOnceAndAnUnknownAddressIsNotAnswered() {
    web("", "10.244.1.2@n1 notready");
    reachable("pod2", VIP, 80, "refused");
    assertThat(machines.tcp("node", VIP, 80)).isEqualTo("refused");
    assertThat(machines.tcp("pod2", VIP, 81)).isEqualTo("refused");
    assertThat(machines.tcp("pod2", "10.96.7.99", 80)).isEqualTo("timeout");
  }

  @Test
  void aNodePortIsAnsweredOnTheNodeAndOnItsLoopback() {
    web("'type':'NodePort'", "10.244.1.2@n1 ready");
    int port = nodePort();
    reachable("client", NODE, port, "pod1 10.244.1.1");
    assertThat(machines.tcp("node", NODE, port)).startsWith("pod1");
    assertThat(machines.tcp("node", "127.0.0.1", port)).startsWith("pod1");
    assertThat(machines.tcp("pod2", NODE, port)).startsWith("pod1");
    assertThat(machines.tcp("client", "10.244.1.1", port)).isEqualTo("refused");
  }

  private static int nodePort() {
    Obj port = rig.api.service("web").obj("spec").arr("ports").objects().iterator().next();
    return (int) port.integer("nodePort", 0);
  }

  @Test
  void externalAddressesAndPolicies() {
    web("'externalIPs':['198.51.100.9']", "10.244.1.2@n1 ready");
    reachable("client", "198.51.100.9", 80, "pod1 10.244.1.1");
    web(
        "'externalIPs':['198.51.100.9'],'externalTrafficPolicy':'Local'",
        "10.244.1.2@n1 ready",
        "10.244.2.2@n2 ready");
    reachable("client", "198.51.100.9", 80, "pod1 " + CLIENT);
    assertThat(machines.tcp("client", "198.51.100.9", 80, 20)).containsOnlyKeys("pod1 " + CLIENT);
    assertThat(machines.tcp("pod2", "198.51.100.9", 80, 40))
        .containsOnlyKeys("pod1 10.244.1.3", "remote 10.244.1.3");
    rig.api.slice("web", "http:8080", "10.244.2.2@n2 ready");
    reachable("client", "198.51.100.9", 80, "timeout");
    assertThat(machines.tcp("pod2", "198.51.100.9", 80)).isEqualTo("remote 10.244.1.3");
    assertThat(machines.tcp("node", "198.51.100.9", 80)).startsWith("remote ");
  }

  @Test
  void internalLocalDropsWhereThereAreOnlyOthers() {
    web("'internalTrafficPolicy':'Local'", "10.244.1.3@n1 ready", "10.244.2.2@n2 ready");
    reachable("pod1", VIP, 80, "pod2 10.244.1.2");
    assertThat(machines.tcp("pod1", VIP, 80, 20)).containsOnlyKeys("pod2 10.244.1.2");
    rig.api.slice("web", "http:8080", "10.244.2.2@n2 ready");
    reachable("pod1", VIP, 80, "timeout");
  }

  @Test
  void sourceRangesAdmitOnlyTheirOwn() {
    web(
        "'type':'LoadBalancer','loadBalancerSourceRanges':['192.168.1.0/25']",
        "10.244.1.2@n1 ready");
    rig.api.status("web", "'loadBalancer':{'ingress':[{'ip':'198.51.100.1'}]}");
    reachable("client", "198.51.100.1", 80, "pod1 10.244.1.1");
    assertThat(machines.tcp("pod2", "198.51.100.1", 80)).isEqualTo("timeout");
    web(
        "'type':'LoadBalancer','loadBalancerSourceRanges':['10.244.1.0/24','10.244.0.0/16']",
        "10.244.1.2@n1 ready");
    reachable("client", "198.51.100.1", 80, "timeout");
    assertThat(machines.tcp("pod2", "198.51.100.1", 80)).startsWith("pod1 ");
  }

  @Test
  void affinityHoldsAndEndsAtOnce() {
    String[] both = {"10.244.1.3@n1 ready", "10.244.2.2@n2 ready"};
    web("'sessionAffinity':'ClientIP'", both);
    Await.until("an answer", () -> machines.tcp("pod1", VIP, 80).endsWith("10.244.1.2"));
    Map<String, Integer> sticky = machines.tcp("pod1", VIP, 80, 30);
    assertThat(sticky).hasSize(1);
    // Its endpoint goes: the other one takes over at once, and keeps the client.
    boolean onPod2 = sticky.containsKey("pod2 10.244.1.2");
    rig.api.slice("web", "http:8080", onPod2 ? both[1] : both[0]);
    reachable("pod1", VIP, 80, onPod2 ? "remote 10.244.1.2" : "pod2 10.244.1.2");
    rig.api.slice("web", "http:8080", both);
    assertThat(machines.tcp("pod1", VIP, 80, 30)).hasSize(1);
    web("'sessionAffinity':'None'", both);
    Await.until("both", () -> machines.tcp("pod1", VIP, 80, 20).size() == 2);
  }

  @Test
  void affinityRunsOutByItself() {
    web(
        "'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':1}}",
        "10.244.1.3@n1 ready",
        "10.244.2.2@n2 ready");
    Await.until("an answer", () -> machines.tcp("pod1", VIP, 80).endsWith("10.244.1.2"));
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 12 && seen.size() < 2; i++) {
      seen.add(machines.tcp("pod1", VIP, 80));
      LockSupport.parkNanos(Duration.ofMillis(1_300).toNanos());
    }
    assertThat(seen).hasSize(2);
  }

  @Test
  void terminatingEndpointsAreTheLastResort() {
    web("", "10.244.1.3@n1 notready serving terminating", "10.244.2.2@n2 ready");
    reachable("pod1", VIP, 80, "remote 10.244.1.2");
    rig.api.slice(
        "web", "http:8080", "10.244.1.3@n1 notready serving terminating", "10.244.2.2@n2 notready");
    reachable("pod1", VIP, 80, "pod2 10.244.1.2");
  }

  @Test
  void aUdpFlowLeavesADeadEndpointAndFindsTheFirstOne() throws Exception {
    rig.api.service(
        "web",
        "'clusterIP':'10.96.7.1','ports':[{'name':'http','port':80},{'name':'q','port':80,'protocol':'UDP'}]");
    rig.api.slice("web", "http:8080 q:8080/UDP", "10.244.1.2@n1 notready");
    reachable("pod2", VIP, 80, "refused");
    DatagramSocket flow = machines.udp("client");
    assertThat(Machines.ask(flow, VIP, 80)).isEqualTo("refused");
    rig.api.slice("web", "http:8080 q:8080/UDP", "10.244.1.2@n1 ready");
    Await.until("the first endpoint", () -> ask(flow).startsWith("pod1"));
    for (int i = 0; i < 5; i++) {
      assertThat(ask(flow)).startsWith("pod1");
    }
    rig.api.slice("web", "http:8080 q:8080/UDP", "10.244.1.3@n1 ready");
    Await.until("the next endpoint", () -> ask(flow).startsWith("pod2"));
  }

  private static String ask(DatagramSocket flow) {
    try {
      return Machines.ask(flow, VIP, 80);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aFlushedTableIsRestoredAndOthersAreLeftAlone() {
    machines.in("node", "nft add table ip stranger");
    web("", "10.244.1.2@n1 ready");
    reachable("pod2", VIP, 80, "pod1 10.244.1.3");
    machines.in("node", "nft flush table ip binnacle-test");
    reachable("pod2", VIP, 80, "pod1 10.244.1.3");
    machines.in("node", "nft delete table ip binnacle-test");
    reachable("pod2", VIP, 80, "pod1 10.244.1.3");
    machines.in("node", "nft flush ruleset");
    reachable("pod2", VIP, 80, "pod1 10.244.1.3");
    machines.in("node", "nft add table ip stranger");
    rig.api.slice("web", "http:8080", "10.244.1.3@n1 ready");
    reachable("pod2", VIP, 80, "pod2 10.244.1.1");
    assertThat(machines.in("node", "nft list tables")).contains("table ip stranger");
  }
}
