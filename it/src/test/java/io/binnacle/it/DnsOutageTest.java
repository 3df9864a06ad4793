package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.it.Api.Endpoint;
import io.binnacle.testkit.BinnacleProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The way to the API dies, loudly or without a word. What was known is still answered, and what changed meanwhile is seen as soon
/// as there is a way again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CHANGED = "changed.default.svc.cluster.local";
  private static final String DELETED = "deleted.default.svc.cluster.local";
  private static final String BEFORE = "192.0.2.1";
  private static final String AFTER = "192.0.2.2";

  private BinnacleProcess cluster;
  private Path kubeconfig;
  private Api api;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException {
    Path data = temp.resolve("data");
    cluster = BinnacleProcess.start(data);
    kubeconfig = data.resolve("kubeconfig");
    api = new Api(kubeconfig);
  }

  @AfterAll
  void stop() {
    api.close();
    cluster.close();
  }

  @BeforeEach
  void twoServices(@TempDir Path temp) {
    folder = temp;
    for (String name : List.of("changed", "deleted")) {
      api.headless(name);
      api.slice(name, name, "IPv4", 5432, List.of(new Endpoint(BEFORE, "db")));
    }
  }

  @AfterEach
  void noServices() {
    api.deleteService("changed");
    api.deleteSlice("changed");
  }

  private void change() {
    api.change("changed", "changed", "IPv4", 5432, List.of(new Endpoint(AFTER, "db")));
    api.deleteService("deleted");
    api.deleteSlice("deleted");
  }

  @Test
  void whileTheWireIsFrozenOldAnswersStayAndThawedItAllComes() throws IOException {
    try (Relay wire = Relay.inFrontOf(kubeconfig, folder.resolve("kubeconfig"));
        DnsProcess dns = attached();
        Dig dig = new Dig(dns.address())) {
      assertThat(dig.say(CHANGED, "A")).isEqualTo(BEFORE);
      wire.freeze();
      change();
      staysAsItWas(dns, dig);
      wire.thaw();
      isAsItIs(dns, dig);
    }
  }

  @Test
  void aWireThatIsFrozenForEverIsLeftForANewOne() throws IOException {
    try (Relay wire = Relay.inFrontOf(kubeconfig, folder.resolve("kubeconfig"));
        DnsProcess dns = attached("--api-patience", "PT3S");
        Dig dig = new Dig(dns.address())) {
      assertThat(dig.say(CHANGED, "A")).isEqualTo(BEFORE);
      wire.freeze();
      change();
      isAsItIs(dns, dig);
    }
  }

  @Test
  void whileTheApiIsAwayOldAnswersStayAndWhatChangedIsSeenAfterwards() throws IOException {
    try (Relay wire = Relay.inFrontOf(kubeconfig, folder.resolve("kubeconfig"));
        DnsProcess dns = attached();
        Dig dig = new Dig(dns.address())) {
      assertThat(dig.say(CHANGED, "A")).isEqualTo(BEFORE);
      wire.cut();
      change();
      dns.awaitLog("cannot watch ");
      staysAsItWas(dns, dig);
      wire.mend();
      isAsItIs(dns, dig);
      assertThat(dns.isReady()).isTrue();
    }
  }

  private DnsProcess attached(String... options) throws IOException {
    String corefile = DnsProcess.stockCorefile("127.0.0.1:9").replaceAll("(?m)^ *loop\n", "");
    return DnsProcess.ready(folder, corefile, folder.resolve("kubeconfig"), options);
  }

  private static void staysAsItWas(DnsProcess dns, Dig dig) {
    for (int i = 0; i < 100; i++) {
      assertThat(dig.say(CHANGED, "A")).isEqualTo(BEFORE);
      assertThat(dig.say(DELETED, "A")).isEqualTo(BEFORE);
      assertThat(dig.say("nobody.default.svc.cluster.local", "A")).isEqualTo("NXDOMAIN");
    }
    assertThat(dns.isReady()).as("nobody else knows better").isTrue();
  }

  private static void isAsItIs(DnsProcess dns, Dig dig) {
    Patience.await(
        "the change is seen", PATIENCE, () -> dig.say(CHANGED, "A").equals(AFTER), dns::toString);
    Patience.await(
        "the delete is seen",
        PATIENCE,
        () -> dig.say(DELETED, "A").equals("NXDOMAIN"),
        dns::toString);
  }
}
