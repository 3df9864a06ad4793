package io.binnacle.linux.nft;

import io.binnacle.linux.nft.Statement.*;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Rule sets at random, of what a Service proxy could want: equal seeds make equal rule sets.
final class RandomRules {
  private final SplittableRandom random;
  private final TableId table;
  private final List<Command> all = new ArrayList<>();
  private final List<NftSet> sets = new ArrayList<>();
  private final List<String> chains = List.of("a", "b", "c-d/e");

  private RandomRules(long seed) {
    random = new SplittableRandom(seed);
    table = random.nextBoolean() ? Samples.IP : Samples.IP6;
  }

  static List<Command> of(long seed) {
    RandomRules rules = new RandomRules(seed);
    rules.build();
    return List.copyOf(rules.all);
  }

  private void build() {
    all.add(new Command.AddTable(Table.of(table)));
    for (String chain : chains) all.add(new Command.AddChain(Chain.regular(table, chain)));
    all.add(
        new Command.AddChain(
            Chain.base(
                table,
                "filter",
                Chain.Type.FILTER,
                pick(Chain.Hook.values()),
                random.nextInt(-200, 200))));
    all.add(
        new Command.AddChain(
            Chain.base(
                table, "pre", Chain.Type.NAT, Chain.Hook.PREROUTING, Chain.Priority.DSTNAT)));
    all.add(
        new Command.AddChain(
            Chain.base(
                table, "post", Chain.Type.NAT, Chain.Hook.POSTROUTING, Chain.Priority.SRCNAT)));
    for (int i = random.nextInt(1, 5); i > 0; i--) addSet("set-" + i);
    for (int i = random.nextInt(12); i > 0; i--)
      all.add(new Command.AddRule(table, "filter", rule(filterEnd())));
    for (int i = random.nextInt(6); i > 0; i--)
      all.add(new Command.AddRule(table, "pre", rule(dnat())));
    for (int i = random.nextInt(6); i > 0; i--)
      all.add(new Command.AddRule(table, "post", rule(new Masquerade(random.nextBoolean()))));
  }

  private boolean four() {
    return table.family() == Family.IP;
  }

  private void addSet(String name) {
    List<FieldType> key = new ArrayList<>();
    List<FieldType> pool =
        List.of(
            four() ? FieldType.IPV4_ADDR : FieldType.IPV6_ADDR,
            FieldType.INET_PROTO,
            FieldType.INET_SERVICE,
            FieldType.MARK,
            FieldType.INTEGER);
    for (int i = random.nextInt(1, 4); i > 0; i--) key.add(pick(pool.toArray(FieldType[]::new)));
    NftSet set =
        switch (random.nextInt(3)) {
          case 0 -> NftSet.set(table, name, key.toArray(FieldType[]::new));
          case 1 -> NftSet.verdictMap(table, name, key.toArray(FieldType[]::new));
          default -> NftSet.map(table, name, key, List.of(pool.getFirst(), FieldType.INET_SERVICE));
        };
    if (random.nextInt(4) == 0) set = set.withComment("set " + random.nextInt(100));
    if (random.nextInt(4) == 0) set = set.withSize(random.nextInt(100, 1000));
    all.add(new Command.AddSet(set));
    sets.add(set);
    TreeMap<Datum, Element> elements = new TreeMap<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      Datum datum = Datum.concat(key.stream().map(this::value).toArray(Datum[]::new));
      Element element =
          switch (set.holds()) {
            case NftSet.Holds.Nothing() -> Element.of(datum);
            case NftSet.Holds.Verdicts() -> Element.of(datum, verdict());
            case NftSet.Holds.Data(var types) ->
                Element.of(
                    datum, Datum.concat(types.stream().map(this::value).toArray(Datum[]::new)));
          };
      elements.put(datum, random.nextInt(4) == 0 ? element.withComment("n" + i) : element);
    }
    if (!elements.isEmpty()) all.add(new Command.AddElements(set, List.copyOf(elements.values())));
  }

  private Rule rule(Statement end) {
    List<Statement> statements = new ArrayList<>();
    // nft reads a map of ports only behind such a test
    boolean l4 = end instanceof DnatTo || random.nextBoolean();
    if (l4)
      statements.add(new Compare(PacketField.META_L4PROTO, Op.EQ, Datum.proto(pick(6, 17, 132))));
    for (int i = random.nextInt(3); i > 0; i--) statements.add(test());
    if (random.nextInt(4) == 0) statements.add(new Counter());
    statements.add(end);
    Rule rule = new Rule(statements, "");
    return random.nextInt(3) == 0 ? rule.withComment("rule " + random.nextInt(1000)) : rule;
  }

  private Statement.Test test() {
    PacketField saddr = four() ? PacketField.IP_SADDR : PacketField.IP6_SADDR;
    PacketField daddr = four() ? PacketField.IP_DADDR : PacketField.IP6_DADDR;
    PacketField address = random.nextBoolean() ? saddr : daddr;
    Op op = random.nextBoolean() ? Op.EQ : Op.NEQ;
    return switch (random.nextInt(9)) {
      case 0 -> new Compare(address, op, value(address.type()));
      case 1 -> new Compare(PacketField.META_MARK, op, Datum.mark(random.nextInt()));
      case 2 -> new Masked(PacketField.META_MARK, Datum.mark(0x4000), op, Datum.mark(0x4000));
      case 3 -> prefix(address, op);
      case 4 -> CtStateIn.of(pick(CtState.values()));
      case 5 -> new HasCtStatus(op, pick(CtStatus.values()));
      case 6 ->
          new FibType(
              random.nextBoolean() ? FibType.Side.SADDR : FibType.Side.DADDR,
              op,
              pick(AddrType.values()));
      case 7 ->
          new Compare(
              random.nextBoolean() ? PacketField.META_IIFNAME : PacketField.META_OIFNAME,
              op,
              Datum.ifname(pick("lo", "cni0", "eth0")));
      default -> new CtDirectionIs(pick(CtDirection.values()));
    };
  }

  private InPrefix prefix(PacketField field, Op op) {
    byte[] octets = value(field.type()).toBytes();
    int bits = random.nextInt(1, octets.length * 8 + 1);
    for (int bit = bits; bit < octets.length * 8; bit++)
      octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    try {
      return new InPrefix(field, op, InetAddress.getByAddress(octets), bits);
    } catch (UnknownHostException bug) {
      throw new AssertionError(bug);
    }
  }

  private Statement filterEnd() {
    NftSet set = sets.get(random.nextInt(sets.size()));
    List<Field> key = set.key().stream().map(this::field).toList();
    return switch (random.nextInt(5)) {
      case 0 -> new SetMark(pick(SetMark.How.values()), 1 << random.nextInt(32));
      case 1 ->
          set.holds() instanceof NftSet.Holds.Verdicts ? new Vmap(key, set.name()) : verdict();
      case 2 ->
          set.isMap()
              ? verdict()
              : new InSet(key, random.nextBoolean() ? Op.EQ : Op.NEQ, set.name());
      case 3 -> new Counter();
      default -> verdict();
    };
  }

  private Statement dnat() {
    Family family = table.family();
    for (NftSet set : sets) {
      if (set.holds() instanceof NftSet.Holds.Data && random.nextBoolean()) {
        return new DnatTo(family, set.key().stream().map(this::field).toList(), set.name(), true);
      }
    }
    return new Dnat(Samples.host(four() ? "10.244.0.7" : "fd00:244::7"), OptionalInt.empty());
  }

  private Field field(FieldType type) {
    return switch (type) {
      case IPV4_ADDR -> random.nextBoolean() ? PacketField.IP_SADDR : PacketField.IP_DADDR;
      case IPV6_ADDR -> random.nextBoolean() ? PacketField.IP6_SADDR : PacketField.IP6_DADDR;
      case INET_PROTO -> PacketField.META_L4PROTO;
      case INET_SERVICE -> random.nextBoolean() ? PacketField.TH_SPORT : PacketField.TH_DPORT;
      case MARK -> PacketField.META_MARK;
      case IFNAME -> PacketField.META_IIFNAME;
      case INTEGER -> Field.Numgen.mod(random.nextInt(1, 500));
    };
  }

  private Datum value(FieldType type) {
    return switch (type) {
      case INET_PROTO -> Datum.proto(pick(6, 17, 132));
      case INET_SERVICE -> Datum.port(random.nextInt(1, 65_536));
      case MARK -> Datum.mark(random.nextInt());
      case INTEGER -> Datum.integer(random.nextInt(500));
      case IFNAME -> Datum.ifname("eth" + random.nextInt(100));
      case IPV4_ADDR, IPV6_ADDR -> {
        byte[] octets = new byte[type.length];
        random.nextBytes(octets);
        octets[0] = (byte) (type == FieldType.IPV4_ADDR ? 10 : 0xfd);
        yield Datum.of(octets);
      }
    };
  }

  private Verdict verdict() {
    return switch (random.nextInt(5)) {
      case 0 -> new Verdict.Accept();
      case 1 -> new Verdict.Drop();
      case 2 -> new Verdict.Return();
      case 3 -> new Verdict.Jump(pick(chains.toArray(String[]::new)));
      default -> new Verdict.Goto(pick(chains.toArray(String[]::new)));
    };
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
