package io.binnacle.linux.nft;

import static io.binnacle.linux.nft.FieldType.INET_PROTO;
import static io.binnacle.linux.nft.FieldType.INET_SERVICE;
import static io.binnacle.linux.nft.FieldType.INTEGER;
import static io.binnacle.linux.nft.FieldType.IPV4_ADDR;
import static io.binnacle.linux.nft.FieldType.IPV6_ADDR;
import static io.binnacle.linux.nft.PacketField.*;

import io.binnacle.linux.nft.Statement.*;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Rule sets that between them use every word of the model.
final class Samples {

  record Sample(String name, List<Command> commands) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sample> all() {
    return List.of(
        new Sample(
            "an empty table with a comment",
            List.of(new Command.AddTable(Table.of(IP).withComment("made by a test")))),
        new Sample("base chains of every type, hook and policy", bases()),
        new Sample("every test on an IPv4 packet", rules(IP, tests4())),
        new Sample("every test on an IPv6 packet", rules(IP6, tests6())),
        new Sample("tests in a table of both families", rules(INET, testsInet())),
        new Sample("actions of a filter chain", filterActions()),
        new Sample("actions of a nat chain", natActions()),
        new Sample("sets and maps of every kind", sets()),
        new Sample(
            "a Service layout for IPv4",
            services(
                IP, IPV4_ADDR, IP_SADDR, IP_DADDR, CT_ORIGINAL_IP_DADDR, "10.96.0.", "10.244.0.")),
        new Sample(
            "a Service layout for IPv6",
            services(
                IP6,
                IPV6_ADDR,
                IP6_SADDR,
                IP6_DADDR,
                CT_ORIGINAL_IP6_DADDR,
                "fd00:96::",
                "fd00:244::")));
  }

  static final TableId IP = new TableId(Family.IP, "bn-test");
  static final TableId IP6 = new TableId(Family.IP6, "bn-test");
  static final TableId INET = new TableId(Family.INET, "bn-test");

  private static List<Command> bases() {
    List<Command> all = new ArrayList<>();
    all.add(new Command.AddTable(Table.of(IP)));
    int priority = -300;
    for (Chain.Hook hook : Chain.Hook.values()) {
      all.add(
          new Command.AddChain(
              new Chain(
                  IP,
                  "filter-" + hook.text,
                  new Chain.Base(Chain.Type.FILTER, hook, priority += 7, Chain.Policy.DROP),
                  "")));
    }
    for (Chain.Hook hook :
        List.of(
            Chain.Hook.PREROUTING, Chain.Hook.INPUT, Chain.Hook.OUTPUT, Chain.Hook.POSTROUTING)) {
      boolean before = hook == Chain.Hook.PREROUTING || hook == Chain.Hook.OUTPUT;
      all.add(
          new Command.AddChain(
              Chain.base(
                  IP,
                  "nat-" + hook.text,
                  Chain.Type.NAT,
                  hook,
                  before ? Chain.Priority.DSTNAT : Chain.Priority.SRCNAT)));
    }
    all.add(
        new Command.AddChain(
            Chain.base(IP, "route", Chain.Type.ROUTE, Chain.Hook.OUTPUT, Chain.Priority.MANGLE)));
    all.add(
        new Command.AddChain(
            Chain.regular(IP, "with/a.name_like-this").withComment("a chain may say why")));
    return all;
  }

  private static List<Rule> tests4() {
    return List.of(
        Rule.of(new Compare(IP_SADDR, Op.EQ, addr("10.1.2.3")), new Verdict.Accept()),
        Rule.of(new Compare(IP_DADDR, Op.NEQ, addr("10.1.2.3")), new Verdict.Drop()),
        Rule.of(new Compare(IP_PROTOCOL, Op.EQ, Datum.proto(17)), new Verdict.Return()),
        Rule.of(
            new Compare(META_L4PROTO, Op.EQ, Datum.proto(132)),
            new Compare(TH_SPORT, Op.NEQ, Datum.port(53)),
            new Verdict.Accept()),
        Rule.of(
            new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
            new Compare(TH_DPORT, Op.EQ, Datum.port(8080)),
            new Verdict.Accept()),
        Rule.of(
            new InRange(TH_DPORT, Op.EQ, Datum.port(30000), Datum.port(32767)),
            new Verdict.Accept()),
        Rule.of(
            new InRange(TH_DPORT, Op.NEQ, Datum.port(30000), Datum.port(32767)),
            new Verdict.Accept()),
        Rule.of(
            new InRange(IP_SADDR, Op.EQ, addr("10.0.0.3"), addr("10.0.0.200")),
            new Verdict.Accept()),
        Rule.of(new InPrefix(IP_SADDR, Op.EQ, host("10.0.0.0"), 8), new Verdict.Accept()),
        Rule.of(new InPrefix(IP_DADDR, Op.NEQ, host("10.96.0.0"), 12), new Verdict.Accept()),
        Rule.of(new InPrefix(IP_DADDR, Op.EQ, host("10.96.0.1"), 32), new Verdict.Accept()),
        Rule.of(new Compare(META_IIFNAME, Op.EQ, Datum.ifname("cni0")), new Verdict.Accept()),
        Rule.of(new Compare(META_OIFNAME, Op.NEQ, Datum.ifname("lo")), new Verdict.Accept()),
        Rule.of(new Compare(META_MARK, Op.EQ, Datum.mark(0x1234)), new Verdict.Accept()),
        Rule.of(
            new Masked(META_MARK, Datum.mark(0x4000), Op.EQ, Datum.mark(0x4000)),
            new Verdict.Accept()),
        Rule.of(
            new Masked(META_MARK, Datum.mark(0x4000), Op.NEQ, Datum.mark(0x4000)),
            new Verdict.Return()),
        Rule.of(
            new Masked(META_MARK, Datum.mark(0xff00), Op.NEQ, Datum.mark(0)), new Verdict.Return()),
        Rule.of(CtStateIn.of(CtState.NEW), new Verdict.Accept()),
        Rule.of(CtStateIn.of(CtState.ESTABLISHED, CtState.RELATED), new Verdict.Accept()),
        Rule.of(new HasCtStatus(Op.EQ, CtStatus.DNAT), new Verdict.Accept()),
        Rule.of(new HasCtStatus(Op.NEQ, CtStatus.SNAT), new Verdict.Accept()),
        Rule.of(new CtDirectionIs(CtDirection.ORIGINAL), new Verdict.Accept()),
        Rule.of(new CtDirectionIs(CtDirection.REPLY), new Verdict.Accept()),
        Rule.of(new FibType(FibType.Side.DADDR, Op.EQ, AddrType.LOCAL), new Verdict.Accept()),
        Rule.of(new FibType(FibType.Side.SADDR, Op.NEQ, AddrType.MULTICAST), new Verdict.Accept()),
        Rule.of(new Compare(CT_ORIGINAL_IP_DADDR, Op.EQ, addr("10.96.0.10")), new Verdict.Accept()),
        Rule.of(
            new Compare(CT_ORIGINAL_IP_SADDR, Op.EQ, addr("10.244.0.10")), new Verdict.Accept()),
        Rule.of(
            new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
            new Compare(CT_ORIGINAL_PROTO_DST, Op.EQ, Datum.port(80)),
            new Verdict.Accept()),
        Rule.of(
            new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
            new Compare(CT_ORIGINAL_PROTO_SRC, Op.EQ, Datum.port(80)),
            new Verdict.Accept()));
  }

  private static List<Rule> tests6() {
    return List.of(
        Rule.of(new Compare(IP6_SADDR, Op.EQ, addr("fd00::1")), new Verdict.Accept()),
        Rule.of(new Compare(IP6_DADDR, Op.NEQ, addr("fd00::2")), new Verdict.Accept()),
        Rule.of(new InPrefix(IP6_DADDR, Op.EQ, host("fd00:96::"), 108), new Verdict.Accept()),
        Rule.of(new InPrefix(IP6_SADDR, Op.NEQ, host("fd00::"), 64), new Verdict.Accept()),
        Rule.of(new InPrefix(IP6_SADDR, Op.NEQ, host("fd00::5"), 128), new Verdict.Accept()),
        Rule.of(new Compare(CT_ORIGINAL_IP6_DADDR, Op.EQ, addr("fd00::a")), new Verdict.Accept()),
        Rule.of(new Compare(CT_ORIGINAL_IP6_SADDR, Op.EQ, addr("fd00::b")), new Verdict.Accept()),
        Rule.of(new FibType(FibType.Side.DADDR, Op.EQ, AddrType.LOCAL), new Verdict.Accept()));
  }

  private static List<Rule> testsInet() {
    return List.of(
        Rule.of(
            new Compare(META_NFPROTO, Op.EQ, Datum.proto(2)),
            new Compare(IP_DADDR, Op.EQ, addr("10.96.0.1")),
            new Verdict.Accept()),
        Rule.of(
            new Compare(META_NFPROTO, Op.EQ, Datum.proto(10)),
            new Compare(IP6_DADDR, Op.EQ, addr("fd00::1")),
            new Verdict.Accept()),
        Rule.of(
            new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
            new Compare(TH_DPORT, Op.EQ, Datum.port(80)),
            new Reject(Reject.With.TCP_RESET)),
        Rule.of(
            new Compare(META_L4PROTO, Op.EQ, Datum.proto(17)),
            new Reject(Reject.With.ADMIN_PROHIBITED)),
        Rule.of(new Reject(Reject.With.PORT_UNREACHABLE)));
  }

  private static List<Command> filterActions() {
    List<Command> all =
        new ArrayList<>(
            rules(
                IP,
                List.of(
                    Rule.of(new Counter(), new Verdict.Continue()),
                    Rule.of(new SetMark(SetMark.How.SET, 0x1)),
                    Rule.of(new SetMark(SetMark.How.AND, 0xffffbfff)),
                    Rule.of(new SetMark(SetMark.How.OR, 0x4000)),
                    Rule.of(new SetMark(SetMark.How.XOR, 0x4000)),
                    Rule.of(new Verdict.Jump("other")).withComment("a rule may say why: it's free"),
                    Rule.of(new Verdict.Goto("other")),
                    Rule.of(
                        new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
                        new Reject(Reject.With.TCP_RESET)),
                    Rule.of(
                        new Compare(META_L4PROTO, Op.EQ, Datum.proto(17)),
                        new Reject(Reject.With.ADMIN_PROHIBITED)),
                    Rule.of(new Reject(Reject.With.PORT_UNREACHABLE)))));
    all.add(1, new Command.AddChain(Chain.regular(IP, "other")));
    all.add(
        new Command.AddChain(
            Chain.base(IP, "raw", Chain.Type.FILTER, Chain.Hook.PREROUTING, Chain.Priority.RAW)));
    all.add(
        new Command.AddRule(
            IP, "raw", Rule.of(new Compare(IP_DADDR, Op.EQ, addr("10.96.0.10")), new Notrack())));
    return all;
  }

  private static List<Command> natActions() {
    List<Command> all = new ArrayList<>();
    all.add(new Command.AddTable(Table.of(IP)));
    all.add(
        new Command.AddChain(
            Chain.base(IP, "pre", Chain.Type.NAT, Chain.Hook.PREROUTING, Chain.Priority.DSTNAT)));
    all.add(
        new Command.AddChain(
            Chain.base(IP, "post", Chain.Type.NAT, Chain.Hook.POSTROUTING, Chain.Priority.SRCNAT)));
    all.add(
        new Command.AddRule(
            IP,
            "pre",
            Rule.of(
                new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
                Dnat.to(host("10.244.0.5"), 8080))));
    all.add(
        new Command.AddRule(IP, "pre", Rule.of(new Dnat(host("10.244.0.5"), OptionalInt.empty()))));
    all.add(
        new Command.AddRule(
            IP,
            "post",
            Rule.of(
                new Compare(META_OIFNAME, Op.EQ, Datum.ifname("eth0")), new Masquerade(false))));
    all.add(new Command.AddRule(IP, "post", Rule.of(new Masquerade(true))));
    all.add(new Command.AddTable(Table.of(IP6)));
    all.add(
        new Command.AddChain(
            Chain.base(IP6, "pre", Chain.Type.NAT, Chain.Hook.PREROUTING, Chain.Priority.DSTNAT)));
    all.add(
        new Command.AddRule(
            IP6,
            "pre",
            Rule.of(
                new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)), Dnat.to(host("fd00::5"), 8080))));
    all.add(
        new Command.AddRule(IP6, "pre", Rule.of(new Dnat(host("fd00::5"), OptionalInt.empty()))));
    return all;
  }

  private static List<Command> sets() {
    List<Command> all = new ArrayList<>();
    all.add(new Command.AddTable(Table.of(IP)));
    all.add(new Command.AddChain(Chain.regular(IP, "there")));
    NftSet ports = NftSet.set(IP, "ports", INET_SERVICE).withComment("one part is not padded");
    add(all, ports, Element.of(Datum.port(80)), Element.of(Datum.port(443)));
    NftSet protos = NftSet.set(IP, "protos", INET_PROTO);
    add(all, protos, Element.of(Datum.proto(6)), Element.of(Datum.proto(132)));
    NftSet sized = NftSet.set(IP, "sized", IPV4_ADDR).withSize(1000);
    add(all, sized, Element.of(addr("10.0.0.1")));
    NftSet names = NftSet.set(IP, "names", FieldType.IFNAME);
    add(all, names, Element.of(Datum.ifname("cni0")), Element.of(Datum.ifname("a23456789012345")));
    NftSet marks = NftSet.set(IP, "marks", FieldType.MARK);
    add(all, marks, Element.of(Datum.mark(0x4000)));
    NftSet prefixes = NftSet.set(IP, "prefixes", IPV4_ADDR).with(NftSet.Flag.INTERVAL);
    add(
        all,
        prefixes,
        Element.range(addr("10.0.0.0"), addr("10.255.255.255")),
        Element.range(addr("192.168.0.3"), addr("192.168.0.7")),
        Element.of(addr("172.16.0.1")).withComment("a host"),
        Element.range(addr("224.0.0.0"), addr("255.255.255.255")));
    NftSet sources =
        NftSet.set(IP, "sources", IPV4_ADDR, INET_PROTO, INET_SERVICE, IPV4_ADDR)
            .with(NftSet.Flag.INTERVAL);
    add(
        all,
        sources,
        Element.range(
            Datum.concat(addr("10.0.0.1"), Datum.proto(6), Datum.port(80), addr("10.2.0.0")),
            Datum.concat(addr("10.0.0.1"), Datum.proto(6), Datum.port(80), addr("10.2.255.255"))),
        Element.of(
            Datum.concat(addr("10.0.0.1"), Datum.proto(17), Datum.port(53), addr("10.3.0.9"))));
    NftSet lasting =
        NftSet.set(IP, "lasting", IPV4_ADDR)
            .with(NftSet.Flag.TIMEOUT)
            .withTimeout(Duration.ofHours(30));
    add(all, lasting);
    NftSet verdicts = NftSet.verdictMap(IP, "verdicts", INET_PROTO, INET_SERVICE);
    add(
        all,
        verdicts,
        Element.of(key(6, 1), new Verdict.Accept()),
        Element.of(key(6, 2), new Verdict.Drop()),
        Element.of(key(6, 3), new Verdict.Return()),
        Element.of(key(6, 4), new Verdict.Continue()),
        Element.of(key(6, 5), new Verdict.Jump("there")),
        Element.of(key(6, 6), new Verdict.Goto("there")));
    NftSet marked = NftSet.map(IP, "marked", List.of(IPV4_ADDR), List.of(FieldType.MARK));
    add(
        all,
        marked,
        Element.of(addr("10.0.0.1"), Datum.mark(7)).withComment("an element may say why"));
    NftSet addrs = NftSet.map(IP, "addrs", List.of(INTEGER), List.of(IPV4_ADDR));
    add(
        all,
        addrs,
        Element.of(Datum.integer(0), addr("10.0.0.1")),
        Element.of(Datum.integer(1), addr("10.0.0.2")));
    all.add(
        new Command.AddChain(Chain.base(IP, "f", Chain.Type.FILTER, Chain.Hook.PREROUTING, -5)));
    all.add(
        new Command.AddRule(
            IP, "f", Rule.of(new InSet(List.of(TH_DPORT), Op.EQ, "ports"), new Verdict.Accept())));
    all.add(
        new Command.AddRule(
            IP,
            "f",
            Rule.of(new InSet(List.of(IP_SADDR), Op.NEQ, "prefixes"), new Verdict.Accept())));
    all.add(
        new Command.AddRule(
            IP,
            "f",
            Rule.of(
                new InSet(List.of(IP_DADDR, META_L4PROTO, TH_DPORT, IP_SADDR), Op.EQ, "sources"),
                new Verdict.Accept())));
    all.add(
        new Command.AddRule(
            IP,
            "f",
            Rule.of(new InSet(List.of(META_IIFNAME), Op.EQ, "names"), new Verdict.Accept())));
    all.add(
        new Command.AddRule(
            IP, "f", Rule.of(new Vmap(List.of(META_L4PROTO, TH_DPORT), "verdicts"))));
    return all;
  }

  private static List<Command> services(
      TableId table,
      FieldType addr,
      Field saddr,
      Field daddr,
      Field original,
      String vip,
      String pod) {
    List<Command> all = new ArrayList<>();
    all.add(new Command.AddTable(Table.of(table)));
    for (int n : List.of(1, 3)) all.add(new Command.AddChain(Chain.regular(table, "pick-" + n)));
    all.add(
        new Command.AddChain(
            Chain.base(
                table, "nat-pre", Chain.Type.NAT, Chain.Hook.PREROUTING, Chain.Priority.DSTNAT)));
    all.add(
        new Command.AddChain(
            Chain.base(
                table, "nat-post", Chain.Type.NAT, Chain.Hook.POSTROUTING, Chain.Priority.SRCNAT)));
    NftSet services = NftSet.verdictMap(table, "services", addr, INET_PROTO, INET_SERVICE);
    NftSet slots =
        NftSet.map(
            table,
            "slots",
            List.of(addr, INET_PROTO, INET_SERVICE, INTEGER),
            List.of(addr, INET_SERVICE));
    NftSet affinity =
        NftSet.map(
                table,
                "affinity",
                List.of(saddr.type(), addr, INET_PROTO, INET_SERVICE),
                List.of(addr, INET_SERVICE))
            .with(NftSet.Flag.DYNAMIC, NftSet.Flag.TIMEOUT)
            .withSize(65535);
    NftSet seen =
        NftSet.set(table, "seen", addr)
            .with(NftSet.Flag.DYNAMIC, NftSet.Flag.TIMEOUT)
            .withSize(100)
            .withTimeout(Duration.ofSeconds(90));
    all.add(new Command.AddSet(affinity));
    all.add(new Command.AddSet(seen));
    add(
        all,
        services,
        Element.of(
            Datum.concat(addr(vip + "1"), Datum.proto(6), Datum.port(443)),
            new Verdict.Goto("pick-1")),
        Element.of(
            Datum.concat(
                addr(vip + "a".repeat(table.family() == Family.IP6 ? 1 : 0) + "9"),
                Datum.proto(17),
                Datum.port(53)),
            new Verdict.Goto("pick-3")));
    add(
        all,
        slots,
        Element.of(
            Datum.concat(addr(vip + "1"), Datum.proto(6), Datum.port(443), Datum.integer(0)),
            Datum.concat(addr(pod + "1"), Datum.port(6443))),
        Element.of(
            Datum.concat(addr(vip + "2"), Datum.proto(17), Datum.port(53), Datum.integer(2)),
            Datum.concat(addr(pod + "2"), Datum.port(10053))));
    List<Field> service = List.of(daddr, META_L4PROTO, TH_DPORT);
    all.add(
        new Command.AddRule(
            table,
            "nat-pre",
            Rule.of(
                new DnatTo(
                    table.family(),
                    List.of(saddr, daddr, META_L4PROTO, TH_DPORT),
                    "affinity",
                    true))));
    all.add(
        new Command.AddRule(
            table, "nat-pre", Rule.of(new Vmap(service, "services")).withComment("Services")));
    for (int n : List.of(1, 3)) {
      all.add(
          new Command.AddRule(
              table,
              "pick-" + n,
              Rule.of(
                  new DnatTo(
                      table.family(),
                      List.of(daddr, META_L4PROTO, TH_DPORT, Field.Numgen.mod(n)),
                      "slots",
                      true))));
    }
    NftSet plain = NftSet.map(table, "plain", List.of(INTEGER), List.of(addr));
    add(all, plain, Element.of(Datum.integer(10), addr(pod + "7")));
    all.add(
        new Command.AddRule(
            table,
            "pick-1",
            Rule.of(new DnatTo(table.family(), List.of(new Field.Numgen(1, 10)), "plain", false))));
    // nft 1.0.6 runs out of registers and aborts on the same statement for IPv6; the kernel has
    // room for it
    if (table.family() == Family.IP)
      all.add(
          new Command.AddRule(
              table,
              "nat-post",
              Rule.of(
                  new Compare(META_L4PROTO, Op.EQ, Datum.proto(6)),
                  new Dynset(
                      Dynset.How.UPDATE,
                      "affinity",
                      List.of(saddr, original, META_L4PROTO, CT_ORIGINAL_PROTO_DST),
                      Duration.ofHours(3),
                      List.of(daddr, TH_DPORT)))));
    all.add(
        new Command.AddRule(
            table,
            "nat-post",
            Rule.of(new Dynset(Dynset.How.ADD, "seen", List.of(saddr), Duration.ZERO, List.of()))));
    all.add(
        new Command.AddRule(
            table,
            "nat-post",
            Rule.of(
                new Dynset(Dynset.How.DELETE, "seen", List.of(saddr), Duration.ZERO, List.of()))));
    return all;
  }

  private static List<Command> rules(TableId table, List<Rule> rules) {
    List<Command> all = new ArrayList<>();
    all.add(new Command.AddTable(Table.of(table)));
    all.add(
        new Command.AddChain(
            Chain.base(table, "f", Chain.Type.FILTER, Chain.Hook.INPUT, Chain.Priority.FILTER)));
    for (Rule rule : rules) all.add(new Command.AddRule(table, "f", rule));
    return all;
  }

  private static void add(List<Command> all, NftSet set, Element... elements) {
    all.add(new Command.AddSet(set));
    if (elements.length > 0) all.add(new Command.AddElements(set, List.of(elements)));
  }

  private static Datum key(int proto, int port) {
    return Datum.concat(Datum.proto(proto), Datum.port(port));
  }

  static InetAddress host(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException bug) {
      throw new AssertionError(text, bug);
    }
  }

  static Datum addr(String text) {
    return Datum.addr(host(text));
  }

  public static void main(String[] args) {
    for (Sample each : all())
      System.out.println(
          "# "
              + each.name()
              + "\n"
              + NftText.render(each.commands())
              + "# --\ndelete table ip bn-test");
  }

  private Samples() {}
}
