package io.binnacle.linux.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.linux.kernel.TestNamespace;
import io.binnacle.linux.link.Links;
import io.binnacle.linux.link.Route;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.nft.Chain;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.Field;
import io.binnacle.linux.nft.FieldType;
import io.binnacle.linux.nft.Nft;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.PacketField;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Statement;
import io.binnacle.linux.nft.Table;
import io.binnacle.linux.nft.TableId;
import io.binnacle.linux.nft.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Real packets through real rules, and the flows they leave behind.
class ConntrackKernelTest {
  private static final TableId TABLE = new TableId(Family.IP, "bn-test");
  private static final List<FieldType> ADDRESS_AND_PORT =
      List.of(FieldType.IPV4_ADDR, FieldType.INET_SERVICE);

  @BeforeAll
  static void needsKernel() {
    TestNamespace.assumeKernel("bash");
  }

  @Test
  void aDatagramIsTranslatedAffinityIsKeptAndTheFlowCanBeForgotten() throws Exception {
    InetAddress vip = InetAddress.getByName("10.96.0.10");
    InetAddress pod = InetAddress.getByName("10.244.0.1");
    NftSet services =
        NftSet.verdictMap(
            TABLE, "services", FieldType.IPV4_ADDR, FieldType.INET_PROTO, FieldType.INET_SERVICE);
    NftSet slots =
        NftSet.map(
            TABLE,
            "slots",
            List.of(
                FieldType.IPV4_ADDR,
                FieldType.INET_PROTO,
                FieldType.INET_SERVICE,
                FieldType.INTEGER),
            ADDRESS_AND_PORT);
    NftSet affinity =
        NftSet.map(
                TABLE,
                "affinity",
                List.of(
                    FieldType.IPV4_ADDR,
                    FieldType.IPV4_ADDR,
                    FieldType.INET_PROTO,
                    FieldType.INET_SERVICE),
                ADDRESS_AND_PORT)
            .with(NftSet.Flag.DYNAMIC, NftSet.Flag.TIMEOUT)
            .withSize(1000);
    List<Field> service =
        List.of(PacketField.IP_DADDR, PacketField.META_L4PROTO, PacketField.TH_DPORT);
    try (TestNamespace namespace = new TestNamespace();
        Links links = Links.open(namespace.path());
        Nft nft = Nft.open(namespace.path());
        Conntrack conntrack = Conntrack.open(namespace.path())) {
      assertEquals(new Reply.Done(), links.addAddress("lo", pod, 32));
      int lo = links.link("lo").orElseThrow().index();
      assertEquals(
          new Reply.Done(),
          links.addRoute(new Route(InetAddress.getByName("10.96.0.0"), 12, null, lo, 0), false));
      assertEquals(
          new Nft.Applied.Ok(),
          nft.apply(
              List.of(
                  new Command.AddTable(Table.of(TABLE)),
                  new Command.AddSet(services),
                  new Command.AddSet(slots),
                  new Command.AddSet(affinity),
                  new Command.AddChain(
                      Chain.base(
                          TABLE, "out", Chain.Type.NAT, Chain.Hook.OUTPUT, Chain.Priority.DSTNAT)),
                  new Command.AddChain(
                      Chain.base(
                          TABLE,
                          "post",
                          Chain.Type.NAT,
                          Chain.Hook.POSTROUTING,
                          Chain.Priority.SRCNAT)),
                  new Command.AddChain(Chain.regular(TABLE, "pick-2")),
                  new Command.AddRule(
                      TABLE, "out", Rule.of(new Statement.Vmap(service, "services"))),
                  new Command.AddRule(
                      TABLE,
                      "pick-2",
                      Rule.of(
                          new Statement.DnatTo(
                              Family.IP,
                              List.of(
                                  PacketField.IP_DADDR,
                                  PacketField.META_L4PROTO,
                                  PacketField.TH_DPORT,
                                  Field.Numgen.mod(2)),
                              "slots",
                              true))),
                  new Command.AddRule(
                      TABLE,
                      "post",
                      Rule.of(
                          new Statement.HasCtStatus(Statement.Op.EQ, Statement.CtStatus.DNAT),
                          new Statement.Dynset(
                              Statement.Dynset.How.UPDATE,
                              "affinity",
                              List.of(
                                  PacketField.IP_SADDR,
                                  PacketField.CT_ORIGINAL_IP_DADDR,
                                  PacketField.META_L4PROTO,
                                  PacketField.CT_ORIGINAL_PROTO_DST),
                              Duration.ofHours(3),
                              List.of(PacketField.IP_DADDR, PacketField.TH_DPORT)))),
                  new Command.AddElements(
                      services, List.of(Element.of(key(vip), new Verdict.Goto("pick-2")))),
                  new Command.AddElements(
                      slots, List.of(slot(vip, 0, pod, 1053), slot(vip, 1, pod, 2053))))));

      namespace.in("bash", "-c", "for i in $(seq 40); do echo x > /dev/udp/10.96.0.10/53; done");
      List<Flow> flows =
          conntrack.list(Conntrack.UDP, flow -> flow.original().destination().equals(vip));
      // now and then two datagrams leave from the same port
      assertThat(flows).hasSizeBetween(30, 40);
      assertThat(flows)
          .allSatisfy(flow -> {
            assertEquals(53, flow.original().destinationPort());
            assertEquals(pod, flow.reply().source());
          });
      assertThat(flows)
          .extracting(flow -> flow.reply().sourcePort())
          .contains(1053, 2053)
          .containsOnly(1053, 2053);
      List<Element> sticky = nft.elements(affinity).orElseThrow();
      assertEquals(1, sticky.size());
      assertEquals(Duration.ofHours(3), sticky.getFirst().timeout());

      // one that is there keeps its endpoint and starts its time again
      Datum elsewhere = Datum.concat(Datum.addr(pod), Datum.port(9));
      Element brief =
          Element.of(sticky.getFirst().key(), elsewhere).withTimeout(Duration.ofSeconds(100));
      assertEquals(
          new Nft.Applied.Ok(),
          nft.apply(
              List.of(
                  new Command.DeleteElements(affinity, sticky),
                  new Command.AddElements(affinity, List.of(brief)))));
      namespace.in("bash", "-c", "echo x > /dev/udp/10.96.0.10/53");
      Element again = nft.elements(affinity).orElseThrow().getFirst();
      assertEquals(elsewhere, again.value());
      assertThat(again.expires()).isGreaterThan(Duration.ofHours(2));

      assertEquals(List.of(), conntrack.list(Conntrack.TCP, _ -> true));
      assertTrue(conntrack.delete(flows.getFirst()));
      assertFalse(conntrack.delete(flows.getFirst()));
      int before =
          conntrack.list(Conntrack.UDP, flow -> flow.original().destination().equals(vip)).size();
      int left =
          conntrack.deleteWhere(Conntrack.UDP, flow -> flow.original().destination().equals(vip));
      assertEquals(before, left);
      assertEquals(
          List.of(),
          conntrack.list(Conntrack.UDP, flow -> flow.original().destination().equals(vip)));
    }
  }

  private static Datum key(InetAddress vip) {
    return Datum.concat(Datum.addr(vip), Datum.proto(Conntrack.UDP), Datum.port(53));
  }

  private static Element slot(InetAddress vip, int slot, InetAddress pod, int port) {
    return Element.of(
        Datum.concat(
            Datum.addr(vip), Datum.proto(Conntrack.UDP), Datum.port(53), Datum.integer(slot)),
        Datum.concat(Datum.addr(pod), Datum.port(port)));
  }
}
