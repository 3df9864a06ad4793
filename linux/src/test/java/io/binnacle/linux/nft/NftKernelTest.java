package io.binnacle.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.binnacle.linux.kernel.TestNamespace;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.NetlinkSocket;
import io.binnacle.linux.netlink.Wire;
import io.binnacle.linux.nft.Nft.Applied;
import io.binnacle.linux.nft.NftMonitor.Change;
import io.binnacle.linux.sys.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The door against a real kernel.
class NftKernelTest {
  private static final TableId TABLE = Samples.IP;
  private static final NftSet SERVICES =
      NftSet.verdictMap(
          TABLE, "services", FieldType.IPV4_ADDR, FieldType.INET_PROTO, FieldType.INET_SERVICE);

  private TestNamespace namespace;
  private Nft nft;

  @BeforeAll
  static void needsKernel() {
    TestNamespace.assumeKernel("nft");
  }

  @BeforeEach
  void open() throws Exception {
    namespace = new TestNamespace();
    nft = Nft.open(namespace.path());
  }

  @AfterEach
  void close() {
    nft.close();
    namespace.close();
  }

  @Test
  void aTransactionIsAllOrNothing() throws Exception {
    Applied result =
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(TABLE)),
                new Command.AddChain(Chain.regular(TABLE, "a")),
                new Command.AddRule(TABLE, "a", Rule.of(new Verdict.Jump("nowhere")))));
    Applied.Refused refused = assertInstanceOf(Applied.Refused.class, result);
    assertEquals(2, refused.index());
    assertEquals(Errno.ENOENT, refused.errno());
    assertThat(refused.toString())
        .contains("command 2, add rule ip bn-test a jump nowhere: ENOENT");
    assertEquals(Optional.empty(), nft.list(TABLE));
  }

  @Test
  void aRefusedElementIsNamed() throws Exception {
    List<Element> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) many.add(Element.of(key(i), new Verdict.Accept()));
    many.add(Element.of(key(4_000), new Verdict.Drop()));
    Applied result =
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(TABLE)),
                new Command.AddSet(SERVICES),
                new Command.AddElements(SERVICES, many)));
    Applied.Refused refused = assertInstanceOf(Applied.Refused.class, result);
    assertEquals(2, refused.index());
    assertEquals(
        "add element ip bn-test services { 10.96.15.160 . tcp . 80 : drop }", refused.command());
  }

  @Test
  void aTableDestroyedAndMadeAgainInOneTransactionIsNew() throws Exception {
    ok(
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(TABLE)),
                new Command.AddChain(Chain.regular(TABLE, "old")))));
    ok(
        nft.apply(
            List.of(
                new Command.DestroyTable(TABLE),
                new Command.AddTable(Table.of(TABLE).withComment("new")),
                new Command.AddChain(Chain.regular(TABLE, "new")))));
    Listed listed = nft.list(TABLE).orElseThrow();
    assertEquals(List.of("new"), listed.chains());
    assertEquals("new", listed.comment());
    ok(nft.apply(List.of(new Command.DestroyTable(TABLE), new Command.DestroyTable(Samples.IP6))));
    assertEquals(Optional.empty(), nft.list(TABLE));
  }

  @Test
  void aChainIsReplacedInOneTransaction() throws Exception {
    ok(
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(TABLE)),
                new Command.AddChain(Chain.regular(TABLE, "a")),
                new Command.AddRule(TABLE, "a", Rule.of(new Verdict.Accept()).withComment("one")),
                new Command.AddRule(
                    TABLE,
                    "a",
                    Rule.of(new Statement.Counter(), new Verdict.Drop()).withComment("two")))));
    ok(
        nft.apply(
            List.of(
                new Command.FlushChain(TABLE, "a"),
                new Command.AddRule(TABLE, "a", Rule.of(new Verdict.Drop()).withComment("three")),
                new Command.AddRule(
                    TABLE, "a", Rule.of(new Verdict.Accept()).withComment("four")))));
    List<Listed.ListedRule> rules = nft.list(TABLE).orElseThrow().rulesOf("a");
    assertEquals(List.of("three", "four"), rules.stream().map(Listed.ListedRule::comment).toList());
    assertEquals(List.of("immediate"), rules.getFirst().expressions());
    ok(nft.apply(List.of(new Command.DeleteRule(TABLE, "a", rules.getFirst().handle()))));
    assertEquals(1, nft.list(TABLE).orElseThrow().rules().size());
    ok(nft.apply(List.of(new Command.FlushChain(TABLE, "a"), new Command.DeleteChain(TABLE, "a"))));
    assertEquals(List.of(), nft.list(TABLE).orElseThrow().chains());
  }

  @Test
  void elementsAreListedAsTheyWereAdded() throws Exception {
    NftSet prefixes = NftSet.set(TABLE, "prefixes", FieldType.IPV4_ADDR).with(NftSet.Flag.INTERVAL);
    List<Element> ranges =
        List.of(
            Element.range(Samples.addr("0.0.0.0"), Samples.addr("9.255.255.255")),
            Element.range(Samples.addr("10.0.0.0"), Samples.addr("10.255.255.255")),
            Element.of(Samples.addr("172.16.0.1")),
            Element.range(Samples.addr("224.0.0.0"), Samples.addr("255.255.255.255")));
    NftSet sources =
        NftSet.set(TABLE, "sources", FieldType.INET_SERVICE, FieldType.IPV4_ADDR)
            .with(NftSet.Flag.INTERVAL);
    List<Element> both =
        List.of(
            Element.of(Datum.concat(Datum.port(80), Samples.addr("10.0.0.1"))),
            Element.range(
                Datum.concat(Datum.port(443), Samples.addr("10.0.0.0")),
                Datum.concat(Datum.port(443), Samples.addr("10.0.0.9"))));
    NftSet slots =
        NftSet.map(
            TABLE,
            "slots",
            List.of(FieldType.IPV4_ADDR, FieldType.INTEGER),
            List.of(FieldType.IPV4_ADDR, FieldType.INET_SERVICE));
    List<Element> data =
        List.of(
            Element.of(
                Datum.concat(Samples.addr("10.0.0.1"), Datum.integer(3)),
                Datum.concat(Samples.addr("10.1.0.1"), Datum.port(8080))));
    NftSet brief = NftSet.set(TABLE, "brief", FieldType.IPV4_ADDR).with(NftSet.Flag.TIMEOUT);
    ok(
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(TABLE)),
                new Command.AddSet(prefixes),
                new Command.AddElements(prefixes, ranges),
                new Command.AddSet(sources),
                new Command.AddElements(sources, both),
                new Command.AddSet(slots),
                new Command.AddElements(slots, data),
                new Command.AddSet(brief),
                new Command.AddElements(
                    brief,
                    List.of(
                        Element.of(Samples.addr("10.0.0.1")).withTimeout(Duration.ofHours(3)))))));
    assertEquals(Optional.of(ranges), nft.elements(prefixes));
    assertEquals(Optional.of(both), nft.elements(sources));
    assertEquals(Optional.of(data), nft.elements(slots));
    Element timed = nft.elements(brief).orElseThrow().getFirst();
    assertEquals(Duration.ofHours(3), timed.timeout());
    assertThat(timed.expires()).isBetween(Duration.ofHours(2), Duration.ofHours(3));
    assertEquals(
        List.of("prefixes", "sources", "slots", "brief"), nft.list(TABLE).orElseThrow().sets());

    ok(
        nft.apply(
            List.of(
                new Command.DeleteElements(prefixes, List.of(ranges.get(1), ranges.get(3))),
                new Command.DeleteElements(sources, both),
                new Command.DeleteElements(slots, data),
                new Command.FlushSet(brief))));
    assertEquals(Optional.of(List.of(ranges.get(0), ranges.get(2))), nft.elements(prefixes));
    assertEquals(Optional.of(List.of()), nft.elements(sources));
    assertEquals(Optional.of(List.of()), nft.elements(slots));
    assertEquals(Optional.of(List.of()), nft.elements(brief));
  }

  @Test
  void deletingWhatIsNotThereIsRefusedAndDestroyingItIsNot() throws Exception {
    ok(nft.apply(List.of(new Command.AddTable(Table.of(TABLE)), new Command.AddSet(SERVICES))));
    List<Element> absent = List.of(Element.of(key(1), new Verdict.Drop()));
    Applied.Refused refused =
        assertInstanceOf(
            Applied.Refused.class,
            nft.apply(List.of(new Command.DeleteElements(SERVICES, absent))));
    assertEquals(Errno.ENOENT, refused.errno());
    ok(nft.apply(List.of(new Command.DestroyElements(SERVICES, absent))));

    // the same for kernels before 6.3, with one that is there and one that is not
    Element there = Element.of(key(2), new Verdict.Accept());
    ok(nft.apply(List.of(new Command.AddElements(SERVICES, List.of(there)))));
    List<Element> both = List.of(absent.getFirst(), there);
    MessageWriter bytes = new MessageWriter(256);
    Batch.encode(List.of(new Command.DestroyElements(SERVICES, both)), bytes, false);
    try (NetlinkSocket socket = NetlinkSocket.open(Wire.NETLINK_NETFILTER, namespace.path())) {
      assertEquals(List.of(), socket.batch(bytes));
    }
    assertEquals(Optional.of(List.of()), nft.elements(SERVICES));
  }

  @Test
  void affinityForIpv6FitsTheKernelsRegisters() throws Exception {
    TableId table = Samples.IP6;
    NftSet affinity =
        NftSet.map(
                table,
                "affinity",
                List.of(
                    FieldType.IPV6_ADDR,
                    FieldType.IPV6_ADDR,
                    FieldType.INET_PROTO,
                    FieldType.INET_SERVICE),
                List.of(FieldType.IPV6_ADDR, FieldType.INET_SERVICE))
            .with(NftSet.Flag.DYNAMIC, NftSet.Flag.TIMEOUT)
            .withSize(65_535);
    ok(
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(table)),
                new Command.AddSet(affinity),
                new Command.AddChain(
                    Chain.base(
                        table,
                        "post",
                        Chain.Type.NAT,
                        Chain.Hook.POSTROUTING,
                        Chain.Priority.SRCNAT)),
                new Command.AddRule(
                    table,
                    "post",
                    Rule.of(
                        new Statement.Dynset(
                            Statement.Dynset.How.UPDATE,
                            "affinity",
                            List.of(
                                PacketField.IP6_SADDR,
                                PacketField.CT_ORIGINAL_IP6_DADDR,
                                PacketField.META_L4PROTO,
                                PacketField.CT_ORIGINAL_PROTO_DST),
                            Duration.ofHours(3),
                            List.of(PacketField.IP6_DADDR, PacketField.TH_DPORT)))))));
    assertThat(namespace.in("nft", "list", "ruleset"))
        .contains("update @affinity", "timeout 3h", "ip6 daddr . th dport }");
  }

  @Test
  void aQuarterOfAMillionElementsIsOneTransaction() throws Exception {
    NftSet slots =
        NftSet.map(
            TABLE,
            "slots",
            List.of(
                FieldType.IPV4_ADDR,
                FieldType.INET_PROTO,
                FieldType.INET_SERVICE,
                FieldType.INTEGER),
            List.of(FieldType.IPV4_ADDR, FieldType.INET_SERVICE));
    List<Element> many = new ArrayList<>();
    for (int i = 0; i < 250_000; i++) {
      many.add(
          Element.of(
              Datum.concat(
                  address(0x0a600000 + i / 50),
                  Datum.proto(6),
                  Datum.port(80),
                  Datum.integer(i % 50)),
              Datum.concat(address(0x0af40000 + i), Datum.port(8080))));
    }
    ok(
        nft.apply(
            List.of(
                new Command.AddTable(Table.of(TABLE)),
                new Command.AddSet(slots),
                new Command.AddElements(slots, many))));
    // listing them takes the kernel seconds; that all are there shows when each can be taken away
    ok(nft.apply(List.of(new Command.DeleteElements(slots, many))));
    assertEquals(Optional.of(List.of()), nft.elements(slots));
  }

  @Test
  void onlyWhatOthersDoToOurTableIsNews() throws Exception {
    BlockingQueue<Change> news = new LinkedBlockingQueue<>();
    try (NftMonitor _ =
        NftMonitor.start(namespace.path(), Set.of(TABLE), Set.of(nft.port()), news::add)) {
      ok(
          nft.apply(
              List.of(
                  new Command.AddTable(Table.of(TABLE)),
                  new Command.AddChain(Chain.regular(TABLE, "a")))));
      namespace.in("nft", "add table ip somebody-elses");
      namespace.in("nft", "add table ip6 " + TABLE.name());
      namespace.in("nft", "add rule ip bn-test a accept");
      Change.Altered altered =
          assertInstanceOf(Change.Altered.class, news.poll(10, TimeUnit.SECONDS));
      assertEquals(TABLE, altered.table());
      assertThat(altered.by()).matches("nft \\(pid \\d+\\)");
      namespace.in("nft", "flush ruleset");
      Change.Removed removed =
          assertInstanceOf(Change.Removed.class, news.poll(10, TimeUnit.SECONDS));
      assertEquals(TABLE, removed.table());
      assertEquals(null, news.poll());
    }
  }

  @Test
  void theGenerationCountsTransactions() throws Exception {
    int before = nft.generation();
    ok(nft.apply(List.of(new Command.AddTable(Table.of(TABLE)))));
    assertThat(nft.generation()).isGreaterThan(before);
  }

  @Test
  void nothingToDoIsDone() throws Exception {
    ok(nft.apply(List.of()));
    ok(nft.apply(List.of(new Command.AddElements(SERVICES, List.of()))));
  }

  private static Datum key(int n) {
    return Datum.concat(address(0x0a600000 + n), Datum.proto(6), Datum.port(80));
  }

  private static Datum address(int bits) {
    return Datum.of(
        new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
  }

  private static void ok(Applied applied) {
    assertEquals(new Applied.Ok(), applied);
  }
}
