package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Chain;
import io.binnacle.linux.nft.Chain.Hook;
import io.binnacle.linux.nft.Chain.Priority;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.Field;
import io.binnacle.linux.nft.FieldType;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.PacketField;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Statement;
import io.binnacle.linux.nft.Statement.Compare;
import io.binnacle.linux.nft.Statement.CtStatus;
import io.binnacle.linux.nft.Statement.Dynset;
import io.binnacle.linux.nft.Statement.FibType;
import io.binnacle.linux.nft.Statement.HasCtStatus;
import io.binnacle.linux.nft.Statement.InPrefix;
import io.binnacle.linux.nft.Statement.InSet;
import io.binnacle.linux.nft.Statement.Masked;
import io.binnacle.linux.nft.Statement.Masquerade;
import io.binnacle.linux.nft.Statement.Notrack;
import io.binnacle.linux.nft.Statement.Op;
import io.binnacle.linux.nft.Statement.Reject;
import io.binnacle.linux.nft.Statement.SetMark;
import io.binnacle.linux.nft.Statement.Vmap;
import io.binnacle.linux.nft.Table;
import io.binnacle.linux.nft.TableId;
import io.binnacle.linux.nft.Verdict;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.plan.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The table of one family: its sets and maps, and the chains that are always there.
///
/// Everything is decided in chains of type nat, which see the first packet of a connection and no other: packets of
/// established connections meet none of our rules. `services` asks one map about the destination; its answer is a verdict:
/// one of the [PickChain]s, `reject`, `filtered` (source ranges first), or drop. What no map knows but lies in the Service
/// ranges is refused (an allocated address) or dropped.
final class Layout {
  static final FibType FROM_HERE = new FibType(FibType.Side.SADDR, Op.EQ, Statement.AddrType.LOCAL);
  static final String REJECT = "reject-it", FILTERED = "filtered";

  /// How many clients are remembered at most; beyond it the kernel forgets none, it just remembers no more.
  private static final int AFFINITY_SIZE = 1 << 17;

  private static final String SERVICES = "services-by-address", REMEMBER = "remember-client";
  private static final HasCtStatus TRANSLATED = new HasCtStatus(Op.EQ, CtStatus.DNAT);

  final TableId id;
  final RulesOptions options;

  /// `daddr . proto . dport` → verdict: every door.
  final NftSet services;

  /// The same for doors behind source ranges, asked once the source is admitted.
  final NftSet filteredServices;

  /// `daddr . proto . dport . saddr range`: who is admitted.
  final NftSet sourceRanges;

  /// `daddr . proto . dport` → verdict, for Pods and this node at doors that keep strangers' source addresses.
  final NftSet shortCircuits;

  /// `daddr . proto . dport . slot` → `addr . port`: the endpoints of every door.
  final NftSet endpoints;

  /// `client . daddr . proto . dport` → `addr . port`: written by the rules themselves.
  final NftSet affinity;

  /// `daddr . proto . dport` as the client sent it → verdict: how long to remember.
  final NftSet remember;

  /// Every allocated cluster address that is not bound on this machine.
  final NftSet clusterIps;

  /// `addr . addr` of every endpoint on this node: one that meets itself is masqueraded.
  final NftSet hairpins;

  private final boolean v4;
  private final FieldType addr;
  private final Field saddr;
  private final Field daddr;

  Layout(RulesOptions options, IpAddress.Family family) {
    this.options = options;
    this.v4 = family == IpAddress.Family.IPv4;
    this.id = new TableId(v4 ? Family.IP : Family.IP6, options.table());
    this.addr = v4 ? FieldType.IPV4_ADDR : FieldType.IPV6_ADDR;
    this.saddr = v4 ? PacketField.IP_SADDR : PacketField.IP6_SADDR;
    this.daddr = v4 ? PacketField.IP_DADDR : PacketField.IP6_DADDR;
    FieldType proto = FieldType.INET_PROTO, port = FieldType.INET_SERVICE;
    List<FieldType> backend = List.of(addr, port);
    services = NftSet.verdictMap(id, "services", addr, proto, port);
    filteredServices = NftSet.verdictMap(id, "filtered-services", addr, proto, port);
    sourceRanges =
        NftSet.set(id, "source-ranges", addr, proto, port, addr).with(NftSet.Flag.INTERVAL);
    shortCircuits = NftSet.verdictMap(id, "short-circuits", addr, proto, port);
    endpoints = NftSet.map(id, "endpoints", List.of(addr, proto, port, FieldType.INTEGER), backend);
    affinity =
        NftSet.map(id, "affinity", List.of(addr, addr, proto, port), backend)
            .with(NftSet.Flag.DYNAMIC, NftSet.Flag.TIMEOUT)
            .withSize(AFFINITY_SIZE);
    remember = NftSet.verdictMap(id, "remember", addr, proto, port);
    clusterIps = NftSet.set(id, "cluster-ips", addr);
    hairpins = NftSet.set(id, "hairpins", addr, addr);
  }

  List<NftSet> sets() {
    return List.of(
        services,
        filteredServices,
        sourceRanges,
        shortCircuits,
        endpoints,
        affinity,
        remember,
        clusterIps,
        hairpins);
  }

  /// Table, sets, and the chains that are always there.
  List<Command> base() {
    List<Command> out = new ArrayList<>();
    out.add(new Command.AddTable(Table.of(id).withComment(options.comment())));
    sets().forEach(set -> out.add(new Command.AddSet(set)));
    regular(out, REJECT, rejectRules());
    regular(out, FILTERED, filteredRules());
    regular(out, SERVICES, serviceRules());
    regular(out, REMEMBER, rememberRules());
    base(out, "nat-prerouting", Hook.PREROUTING, Priority.DSTNAT, jumpTo(SERVICES));
    base(out, "nat-output", Hook.OUTPUT, Priority.DSTNAT, jumpTo(SERVICES));
    base(out, "nat-input", Hook.INPUT, Priority.SRCNAT, List.of(rememberJump()));
    base(out, "nat-postrouting", Hook.POSTROUTING, Priority.SRCNAT, postroutingRules());
    raw(out, "raw-prerouting", Hook.PREROUTING, rawRules(true));
    raw(out, "raw-output", Hook.OUTPUT, rawRules(false));
    return out;
  }

  /// Chain and rules that remember a client's endpoint for `seconds`.
  List<Command> rememberChain(int seconds) {
    List<Rule> rules = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      Dynset write =
          new Dynset(
              Dynset.How.UPDATE,
              affinity.name(),
              List.of(
                  v4 ? PacketField.CT_ORIGINAL_IP_SADDR : PacketField.CT_ORIGINAL_IP6_SADDR,
                  originalDaddr(),
                  PacketField.META_L4PROTO,
                  PacketField.CT_ORIGINAL_PROTO_DST),
              Duration.ofSeconds(seconds),
              List.of(daddr, PacketField.TH_DPORT));
      rules.add(Rule.of(is(protocol), write));
    }
    List<Command> out = new ArrayList<>();
    regular(out, rememberName(seconds), rules);
    return out;
  }

  static String rememberName(int seconds) {
    return "remember-" + seconds + "s";
  }

  List<Command> chain(PickChain pick) {
    List<Command> out = new ArrayList<>();
    regular(out, pick.name(), pick.rules(this));
    return out;
  }

  /// `daddr . proto . dport` of the packet.
  List<Field> doorKey() {
    return List.of(daddr, PacketField.META_L4PROTO, PacketField.TH_DPORT);
  }

  /// `saddr . daddr . proto . dport` of the packet.
  List<Field> clientKey() {
    return List.of(saddr, daddr, PacketField.META_L4PROTO, PacketField.TH_DPORT);
  }

  SetMark mark() {
    return new SetMark(SetMark.How.OR, options.masqueradeMark());
  }

  /// One test for each Pod range.
  List<Statement> fromPods() {
    return podCidrs().stream().map(range -> (Statement) within(saddr, Op.EQ, range)).toList();
  }

  List<Rule> markUnlessFromPods() {
    if (podCidrs().isEmpty()) {
      return List.of();
    }
    List<Statement> rule = new ArrayList<>();
    podCidrs().forEach(range -> rule.add(within(saddr, Op.NEQ, range)));
    rule.add(mark());
    return List.of(new Rule(rule, ""));
  }

  List<Rule> markFromLoopback() {
    return v4 ? List.of(Rule.of(within(saddr, Op.EQ, Cidr.of("127.0.0.0/8")), mark())) : List.of();
  }

  List<Cidr> podCidrs() {
    return ofFamily(options.podCidrs());
  }

  private List<Rule> rejectRules() {
    return List.of(
        Rule.of(is(Protocol.TCP), new Reject(Reject.With.TCP_RESET)),
        Rule.of(new Reject(Reject.With.PORT_UNREACHABLE)));
  }

  private List<Rule> filteredRules() {
    List<Field> key = new ArrayList<>(doorKey());
    key.add(saddr);
    return List.of(
        Rule.of(
            new InSet(key, Op.EQ, sourceRanges.name()),
            new Vmap(doorKey(), filteredServices.name())),
        Rule.of(new Verdict.Drop()).withComment("not in the source ranges"));
  }

  private List<Rule> serviceRules() {
    List<Rule> out = new ArrayList<>();
    out.add(Rule.of(new Vmap(doorKey(), services.name())));
    for (Bound at : bound()) {
      out.add(
          Rule.of(new Compare(daddr, Op.EQ, Data.address(at.address())), new Verdict.Return())
              .withComment("served on this machine"));
    }
    out.add(
        Rule.of(new InSet(List.of(daddr), Op.EQ, clusterIps.name()), new Verdict.Goto(REJECT))
            .withComment("a port the Service does not have"));
    for (Cidr range : ofFamily(options.serviceCidrs())) {
      out.add(
          Rule.of(within(daddr, Op.EQ, range), new Verdict.Drop())
              .withComment("not allocated to a Service"));
    }
    return out;
  }

  private List<Rule> rememberRules() {
    List<Rule> out = new ArrayList<>();
    List<Field> key =
        List.of(originalDaddr(), PacketField.META_L4PROTO, PacketField.CT_ORIGINAL_PROTO_DST);
    for (Protocol protocol : Protocol.values()) {
      out.add(Rule.of(is(protocol), new Vmap(key, remember.name())));
    }
    return out;
  }

  private List<Rule> postroutingRules() {
    int bit = options.masqueradeMark();
    List<Rule> out = new ArrayList<>();
    out.add(rememberJump());
    out.add(
        Rule.of(
                TRANSLATED,
                new InSet(List.of(saddr, daddr), Op.EQ, hairpins.name()),
                new Masquerade(true))
            .withComment("an endpoint that meets itself"));
    out.add(
        Rule.of(
            new Masked(PacketField.META_MARK, Datum.mark(bit), Op.EQ, Datum.mark(bit)),
            new SetMark(SetMark.How.XOR, bit),
            new Masquerade(true)));
    if (options.podEgress()) {
      for (Cidr range : podCidrs()) {
        out.add(egress(range).withComment("Pods that leave the Pod range"));
      }
    }
    return out;
  }

  private Rule egress(Cidr from) {
    List<Statement> rule = new ArrayList<>();
    rule.add(within(saddr, Op.EQ, from));
    podCidrs().forEach(range -> rule.add(within(daddr, Op.NEQ, range)));
    rule.add(within(daddr, Op.NEQ, Cidr.of(v4 ? "224.0.0.0/4" : "ff00::/8")));
    rule.add(new Masquerade(true));
    return new Rule(rule, "");
  }

  private List<Rule> rawRules(boolean prerouting) {
    List<Rule> out = new ArrayList<>();
    if (prerouting && v4 && options.loopback()) {
      out.add(
          Rule.of(
                  new Compare(PacketField.META_IIFNAME, Op.NEQ, Datum.ifname("lo")),
                  within(daddr, Op.EQ, Cidr.of("127.0.0.0/8")),
                  new Verdict.Drop())
              .withComment("route_localnet must not open loopback to neighbours"));
    }
    for (Bound at : bound()) {
      for (Protocol protocol : List.of(Protocol.UDP, Protocol.TCP)) {
        Datum address = Data.address(at.address()), port = Datum.port(at.port());
        out.add(
            Rule.of(
                new Compare(daddr, Op.EQ, address),
                is(protocol),
                new Compare(PacketField.TH_DPORT, Op.EQ, port),
                new Notrack()));
        out.add(
            Rule.of(
                new Compare(saddr, Op.EQ, address),
                is(protocol),
                new Compare(PacketField.TH_SPORT, Op.EQ, port),
                new Notrack()));
      }
    }
    return out;
  }

  private List<Bound> bound() {
    return options.bound().stream()
        .filter(at -> at.address().isIpv4() == v4)
        .sorted(Comparator.comparing(Bound::address).thenComparingInt(Bound::port))
        .toList();
  }

  private PacketField originalDaddr() {
    return v4 ? PacketField.CT_ORIGINAL_IP_DADDR : PacketField.CT_ORIGINAL_IP6_DADDR;
  }

  private static Rule rememberJump() {
    return Rule.of(TRANSLATED, new Verdict.Jump(REMEMBER));
  }

  private static List<Rule> jumpTo(String chain) {
    return List.of(Rule.of(new Verdict.Jump(chain)));
  }

  private static Compare is(Protocol protocol) {
    return new Compare(PacketField.META_L4PROTO, Op.EQ, Datum.proto(protocol.number()));
  }

  private static InPrefix within(Field field, Op op, Cidr range) {
    return new InPrefix(field, op, Data.inet(range.base()), range.prefix());
  }

  private List<Cidr> ofFamily(List<Cidr> ranges) {
    return ranges.stream().filter(range -> range.base().isIpv4() == v4).toList();
  }

  private void regular(List<Command> out, String name, List<Rule> rules) {
    out.add(new Command.AddChain(Chain.regular(id, name)));
    rules.forEach(rule -> out.add(new Command.AddRule(id, name, rule)));
  }

  private void base(List<Command> out, String name, Hook hook, int priority, List<Rule> rules) {
    out.add(new Command.AddChain(Chain.base(id, name, Chain.Type.NAT, hook, priority)));
    rules.forEach(rule -> out.add(new Command.AddRule(id, name, rule)));
  }

  private void raw(List<Command> out, String name, Hook hook, List<Rule> rules) {
    if (!rules.isEmpty()) {
      out.add(new Command.AddChain(Chain.base(id, name, Chain.Type.FILTER, hook, Priority.RAW)));
      rules.forEach(rule -> out.add(new Command.AddRule(id, name, rule)));
    }
  }
}
