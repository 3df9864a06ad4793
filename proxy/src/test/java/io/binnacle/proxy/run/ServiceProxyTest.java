package io.binnacle.proxy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.linux.conntrack.Conntrack;
import io.binnacle.linux.conntrack.Flow;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.TableId;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.ApiInMemory;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.rules.Data;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.run.fake.MemorySink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The shell under a clock that stands still, on a kernel made of memory.
class ServiceProxyTest {
  private static final TableId TABLE = new TableId(Family.IP, "binnacle-test");

  private final SimulatedScheduler time = new SimulatedScheduler(3);
  private final ApiInMemory api = new ApiInMemory(time, "10.96.0.0/12");
  private final MemorySink sink = new MemorySink();
  private final ServiceProxy proxy =
      new ServiceProxy(api.api, time, ProxyOptions.of("n1", Given.OPTIONS), sink);

  private void web(String... endpoints) {
    api.service("web", "'clusterIP':'10.96.0.1','ports':[{'name':'http','port':80}]");
    api.slice("web", "http:8080", endpoints);
  }

  private List<String> doors() {
    TableState table = sink.table(TABLE);
    return table.table() == null
        ? List.of()
        : table.set("services").elements().values().stream().map(Element::comment).toList();
  }

  private int endpoints() {
    return sink.table(TABLE).set("endpoints").elements().size();
  }

  @Test
  void nothingIsWrittenBeforeAllIsReadThenAllInOneTransaction() throws IOException {
    web("10.244.1.2@n1 ready");
    proxy.start();
    assertThat(sink.transactions()).isEmpty();
    time.settle();
    assertThat(sink.transactions()).hasSize(1);
    assertThat(doors()).containsExactly("default/web:http");
    assertThat(proxy.isReady()).isTrue();
  }

  @Test
  void aBurstIsFewTransactionsAndTheLastStateWins() throws IOException {
    proxy.start();
    time.settle();
    int before = sink.transactions().size();
    for (int i = 0; i < 30; i++) {
      api.service("s" + i, "'ports':[{'port':80}]");
    }
    time.settle();
    assertThat(doors()).hasSize(30);
    assertThat(sink.transactions().size() - before).isLessThanOrEqualTo(30);
    api.delete("s3");
    time.settle();
    assertThat(doors()).hasSize(29);
  }

  @Test
  void anEndpointThatComesAndGoesIsFollowed() throws IOException {
    web("10.244.1.2@n1 ready");
    proxy.start();
    time.settle();
    web("10.244.1.2@n1 ready", "10.244.1.3@n1 ready");
    time.settle();
    assertEquals(2, endpoints());
    web("10.244.1.3@n1 ready");
    time.settle();
    assertEquals(1, endpoints());
  }

  @Test
  void aRefusedTransactionHasTheTableBuiltAnewAndIsTold() throws IOException {
    proxy.start();
    time.settle();
    sink.refuse(2);
    web("10.244.1.2@n1 ready");
    time.advance(Duration.ofSeconds(5));
    assertThat(doors()).containsExactly("default/web:http");
    assertThat(sink.transactions().getLast().getFirst()).isInstanceOf(Command.DestroyTable.class);
    assertThat(api.events()).anyMatch(e -> e.startsWith("FailedToProgramServices: EBUSY"));
    assertThat(metrics()).contains("kubeproxy_sync_proxy_rules_nftables_sync_failures_total 2.0");
  }

  private String metrics() {
    return proxy.metrics().text();
  }

  @Test
  void whatAStrangerDoesToTheTableIsUndoneWithinASecond() throws IOException {
    web("10.244.1.2@n1 ready");
    proxy.start();
    time.settle();
    for (int i = 0; i < 3; i++) {
      sink.tamper(List.of(new Command.DestroyTable(TABLE)));
      time.advance(Duration.ofSeconds(1));
      assertThat(doors()).containsExactly("default/web:http");
    }
    int before = sink.transactions().size();
    for (int i = 0; i < 20; i++) {
      sink.tamper(List.of(new Command.DestroyTable(TABLE)));
      time.settle();
    }
    // A stranger who insists is not fought at full speed.
    assertThat(sink.transactions().size() - before).isLessThan(3);
    time.advance(Duration.ofSeconds(2));
    assertThat(doors()).containsExactly("default/web:http");
  }

  @Test
  void verificationFindsWhatNobodyTold() throws IOException {
    web("10.244.1.2@n1 ready");
    proxy.start();
    time.settle();
    sink.apply(List.of(new Command.DestroyTable(TABLE)));
    time.advance(Duration.ofSeconds(31));
    assertThat(doors()).containsExactly("default/web:http");
  }

  @Test
  void aSecondProxyTakesOverTheTableOfTheFirst() throws IOException {
    web("10.244.1.2@n1 ready");
    proxy.start();
    time.settle();
    proxy.close();
    assertThat(doors()).hasSize(1);
    api.delete("web");
    time.settle();
    assertThat(doors()).hasSize(1);
    ServiceProxy next = new ServiceProxy(api.api, time, ProxyOptions.of("n1", Given.OPTIONS), sink);
    next.start();
    time.settle();
    assertThat(doors()).isEmpty();
    next.removeAll();
    assertThat(sink.list(TABLE)).isEmpty();
  }

  @Test
  void udpFlowsToDeadEndpointsAreForgottenAndOthersAreNot() throws IOException {
    api.service("web", "'clusterIP':'10.96.0.1','ports':[{'name':'q','port':53,'protocol':'UDP'}]");
    api.slice("web", "q:5353/UDP", "10.244.1.2@n1 ready", "10.244.1.3@n1 ready");
    proxy.start();
    time.settle();
    sink.track(flow(17, "10.96.0.1", 53, "10.244.1.2"));
    sink.track(flow(17, "10.96.0.1", 53, "10.244.1.3"));
    sink.track(flow(17, "10.96.0.1", 53, "10.96.0.1"));
    sink.track(flow(17, "10.96.0.2", 53, "10.244.1.2"));
    sink.track(flow(Conntrack.TCP, "10.96.0.1", 53, "10.244.1.2"));
    api.slice("web", "q:5353/UDP", "10.244.1.3@n1 ready");
    time.settle();
    assertEquals(
        List.of("10.244.1.3", "10.244.1.2", "10.244.1.2"),
        sink.tracked().stream().map(f -> f.reply().source().getHostAddress()).toList());
    assertThat(metrics()).contains("kubeproxy_conntrack_reconciler_deleted_entries_total 2.0");
  }

  private static Flow flow(int protocol, String service, int port, String answers) {
    var client = Data.inet(IpAddress.of("192.168.1.77"));
    return new Flow(
        protocol,
        new Flow.Direction(client, 4_000, Data.inet(IpAddress.of(service)), port),
        new Flow.Direction(Data.inet(IpAddress.of(answers)), port, client, 4_000),
        1,
        0);
  }

  @Test
  void rememberedClientsOfDeadEndpointsAreForgottenAndSurviveARebuild() throws IOException {
    api.service(
        "web",
        "'clusterIP':'10.96.0.1','sessionAffinity':'ClientIP','ports':[{'name':'http','port':80}]");
    api.slice("web", "http:8080", "10.244.1.2@n1 ready", "10.244.1.3@n1 ready");
    proxy.start();
    time.settle();
    var affinity = sink.table(TABLE).set("affinity").set();
    remember(affinity, "192.168.1.1", "10.244.1.2");
    remember(affinity, "192.168.1.2", "10.244.1.3");
    sink.tamper(List.of(new Command.FlushSet(sink.table(TABLE).set("services").set())));
    time.settle();
    assertThat(sink.elements(affinity)).hasSize(2);
    api.slice("web", "http:8080", "10.244.1.3@n1 ready");
    time.settle();
    assertThat(sink.elements(affinity)).hasSize(1);
    api.service(
        "web",
        "'clusterIP':'10.96.0.1','sessionAffinity':'None','ports':[{'name':'http','port':80}]");
    time.settle();
    assertThat(sink.elements(affinity)).isEmpty();
  }

  /// Does what the rules do on a connection.
  private void remember(NftSet affinity, String client, String endpoint) throws IOException {
    var key =
        Datum.concat(
            Datum.addr(Data.inet(IpAddress.of(client))),
            Data.door(IpAddress.of("10.96.0.1"), Protocol.TCP, 80));
    var to = Data.backend(new Backend(IpAddress.of(endpoint), 8080, Backend.Where.HERE));
    sink.apply(
        List.of(
            new Command.AddElements(
                affinity, List.of(Element.of(key, to).withTimeout(Duration.ofHours(3))))));
  }

  @Test
  void programmingLatencyIsMeasuredFromTheTriggerTime() throws IOException {
    proxy.start();
    time.settle();
    web("10.244.1.2@n1 ready");
    time.settle();
    assertThat(metrics())
        .contains("kubeproxy_sync_proxy_rules_duration_seconds_count")
        .contains("kubeproxy_network_programming_duration_seconds");
  }
}
