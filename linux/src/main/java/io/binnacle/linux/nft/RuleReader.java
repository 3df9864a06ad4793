package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A rule as the kernel lists it, read back into what [RuleWriter] wrote: the expressions are run with symbols in the registers.
final class RuleReader {
  private final Family family;
  private final Map<String, NftSet> sets;
  private final Map<Integer, Symbol> registers = new HashMap<>();
  private final List<Statement> statements = new ArrayList<>();

  private RuleReader(Family family, Map<String, NftSet> sets) {
    this.family = family;
    this.sets = sets;
  }

  /// What a register holds.
  private sealed interface Symbol {
    record Of(Field field) implements Symbol {}

    record Bits(Symbol of, Datum mask, Datum xor) implements Symbol {}

    record Value(Datum datum) implements Symbol {}

    record Found(List<Field> key, String map) implements Symbol {}

    record Ct(int key) implements Symbol {}

    record Fib(Statement.FibType.Side side) implements Symbol {}
  }

  /// @param expressions the rule's list of them
  /// @param sets the table's sets by name
  static Rule read(
      Family family, Map<String, NftSet> sets, Attributes expressions, String comment) {
    RuleReader reader = new RuleReader(family, sets);
    List<String> names = new ArrayList<>();
    boolean foreign = false;
    while (expressions.next()) {
      Expression expression = Expression.read(expressions.nested());
      names.add(expression.name());
      try {
        reader.expression(expression);
      } catch (Foreign | IllegalArgumentException e) {
        foreign = true;
      }
    }
    String said = printable(comment);
    try {
      if (!foreign) return new Rule(reader.statements, said);
    } catch (IllegalArgumentException e) {
      // a rule of no statement, or a refusal without its test: not ours
    }
    String words = printable("not ours: " + String.join(" ", names) + " " + comment);
    return Rule.of(new Statement.Counter()).withComment(words);
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[^ !#-\\[\\]-~]", "?").strip();
    return plain.length() <= 127 ? plain : plain.substring(0, 127);
  }

  private void expression(Expression data) {
    switch (data.name()) {
      case "payload" ->
          put(
              data.register(1),
              new Symbol.Of(payload(data.number(2), data.number(3), data.number(4))));
      case "meta" -> meta(data);
      case "ct" -> ct(data);
      case "numgen" -> {
        if (data.number(3) != 1) throw new Foreign();
        put(data.register(1), new Symbol.Of(new Field.Numgen(data.number(2), data.optional(4))));
      }
      case "fib" -> {
        if (data.number(2) != 3) throw new Foreign();
        put(
            data.register(1),
            new Symbol.Fib(
                switch (data.number(3)) {
                  case 1 -> Statement.FibType.Side.SADDR;
                  case 2 -> Statement.FibType.Side.DADDR;
                  default -> throw new Foreign();
                }));
      }
      case "bitwise" ->
          put(
              data.register(2),
              new Symbol.Bits(at(data.register(1)), data.datum(4), data.datum(5)));
      case "immediate" -> immediate(data);
      case "cmp" -> statements.add(compare(at(data.register(1)), data.op(2), data.datum(3)));
      case "range" ->
          statements.add(
              new Statement.InRange(
                  field(at(data.register(1))), data.op(2), data.datum(3), data.datum(4)));
      case "lookup" -> lookup(data);
      case "counter" -> statements.add(new Statement.Counter());
      case "notrack" -> statements.add(new Statement.Notrack());
      case "nat" -> nat(data);
      case "masq" -> statements.add(new Statement.Masquerade((data.optional(1) & 0x10) != 0));
      case "reject" -> statements.add(new Statement.Reject(reject(data)));
      case "dynset" -> dynset(data);
      default -> throw new Foreign();
    }
  }

  private void meta(Expression data) {
    if (data.has(3)) {
      if (data.number(2) != PacketField.META_MARK.where) throw new Foreign();
      statements.add(mark(at(data.register(3))));
      return;
    }
    put(data.register(1), new Symbol.Of(field(PacketField.Source.META, data.number(2))));
  }

  private static Statement mark(Symbol value) {
    return switch (value) {
      case Symbol.Value(Datum datum) ->
          new Statement.SetMark(Statement.SetMark.How.SET, datum.hostInt());
      case Symbol.Bits(Symbol.Of(var field), Datum mask, Datum xor)
          when field == PacketField.META_MARK -> {
        int keep = mask.hostInt();
        int flip = xor.hostInt();
        if (flip == 0) yield new Statement.SetMark(Statement.SetMark.How.AND, keep);
        if (keep == -1) yield new Statement.SetMark(Statement.SetMark.How.XOR, flip);
        if (keep == ~flip) yield new Statement.SetMark(Statement.SetMark.How.OR, flip);
        throw new Foreign();
      }
      default -> throw new Foreign();
    };
  }

  private void ct(Expression data) {
    int key = data.number(2);
    int to = data.register(1);
    Expression.Part direction = data.get(3);
    if (direction == null) put(to, new Symbol.Ct(key));
    else if (direction.u8() == 0)
      put(to, new Symbol.Of(field(PacketField.Source.CT_ORIGINAL, key)));
    else throw new Foreign();
  }

  private void immediate(Expression data) {
    int to = data.register(1);
    Expression.Part value = data.part(2);
    if (to == Nf.REG_VERDICT && value.verdict() != null) statements.add(value.verdict());
    else put(to, new Symbol.Value(data.datum(2)));
  }

  private static Statement compare(Symbol left, Statement.Op op, Datum value) {
    return switch (left) {
      case Symbol.Of(Field field) -> new Statement.Compare(field, op, value);
      case Symbol.Bits(Symbol.Of(Field field), Datum mask, Datum xor) when isZero(xor) -> {
        int bits = isAddress(field) ? prefix(mask) : -1;
        yield bits > 0
            ? new Statement.InPrefix(field, op, inet(value), bits)
            : new Statement.Masked(field, mask, op, value);
      }
      case Symbol.Bits(Symbol.Ct(int key), Datum mask, Datum xor)
          when isZero(xor) && isZero(value) ->
          connection(key, mask.hostInt(), op);
      case Symbol.Ct(int key) when key == 1 && op == Statement.Op.EQ -> {
        for (Statement.CtDirection direction : Statement.CtDirection.values()) {
          if (value.equals(Datum.proto(direction.number)))
            yield new Statement.CtDirectionIs(direction);
        }
        throw new Foreign();
      }
      case Symbol.Fib(var side) -> {
        for (Statement.AddrType type : Statement.AddrType.values()) {
          if (value.equals(Datum.integer(type.number))) yield new Statement.FibType(side, op, type);
        }
        throw new Foreign();
      }
      default -> throw new Foreign();
    };
  }

  private static Statement connection(int key, int mask, Statement.Op op) {
    if (key == 0 && op == Statement.Op.NEQ) {
      EnumSet<Statement.CtState> states = EnumSet.noneOf(Statement.CtState.class);
      int left = mask;
      for (Statement.CtState state : Statement.CtState.values()) {
        if ((mask & state.bit) != 0) states.add(state);
        left &= ~state.bit;
      }
      if (left == 0) return new Statement.CtStateIn(states);
    }
    for (Statement.CtStatus status : Statement.CtStatus.values()) {
      if (key == 2 && mask == status.bit)
        return new Statement.HasCtStatus(
            op == Statement.Op.NEQ ? Statement.Op.EQ : Statement.Op.NEQ, status);
    }
    throw new Foreign();
  }

  private void lookup(Expression data) {
    NftSet set = sets.get(data.part(1).text());
    if (set == null) throw new Foreign();
    List<Field> key = fields(data.register(2), set.key());
    if (!data.has(3)) {
      boolean not = (data.optional(5) & 1) != 0;
      statements.add(
          new Statement.InSet(key, not ? Statement.Op.NEQ : Statement.Op.EQ, set.name()));
      return;
    }
    int to = data.register(3);
    if (to == Nf.REG_VERDICT) statements.add(new Statement.Vmap(key, set.name()));
    else put(to, new Symbol.Found(key, set.name()));
  }

  private void nat(Expression data) {
    if (data.number(1) != 1) throw new Foreign();
    boolean withPort = data.has(5);
    switch (at(data.register(3))) {
      case Symbol.Found(var key, String map) ->
          statements.add(
              new Statement.DnatTo(
                  data.number(2) == Family.IP6.number() ? Family.IP6 : Family.IP,
                  key,
                  map,
                  withPort));
      case Symbol.Value(Datum address) -> {
        OptionalInt port = OptionalInt.empty();
        if (withPort) {
          if (!(at(data.register(5)) instanceof Symbol.Value(Datum number))) throw new Foreign();
          byte[] octets = number.octets();
          port = OptionalInt.of((octets[0] & 0xff) << 8 | octets[1] & 0xff);
        }
        statements.add(new Statement.Dnat(inet(address), port));
      }
      default -> throw new Foreign();
    }
  }

  private Statement.Reject.With reject(Expression data) {
    int type = data.number(1);
    int code = data.optionalOctet(2);
    if (type == 1) return Statement.Reject.With.TCP_RESET;
    boolean unreachable =
        switch (family) {
          case IP -> code == 3;
          case IP6 -> code == 4;
          case INET -> code == 1;
        };
    boolean prohibited =
        switch (family) {
          case IP -> code == 13;
          case IP6 -> code == 1;
          case INET -> code == 3;
        };
    if (unreachable) return Statement.Reject.With.PORT_UNREACHABLE;
    if (prohibited) return Statement.Reject.With.ADMIN_PROHIBITED;
    throw new Foreign();
  }

  private void dynset(Expression data) {
    NftSet set = sets.get(data.part(1).text());
    if (set == null) throw new Foreign();
    Statement.Dynset.How how = null;
    for (Statement.Dynset.How each : Statement.Dynset.How.values()) {
      if (each.number == data.number(3)) how = each;
    }
    if (how == null) throw new Foreign();
    List<Field> value =
        data.has(5) && set.holds() instanceof NftSet.Holds.Data(var types)
            ? fields(data.register(5), types)
            : List.of();
    Expression.Part timeout = data.get(6);
    statements.add(
        new Statement.Dynset(
            how,
            set.name(),
            fields(data.register(4), set.key()),
            timeout == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, timeout.be64())),
            value));
  }

  // ---- registers

  private void put(int register, Symbol symbol) {
    registers.put(register, symbol);
  }

  private Symbol at(int register) {
    Symbol found = registers.get(register);
    if (found == null) throw new Foreign();
    return found;
  }

  /// The fields of a key that begins in a register.
  private List<Field> fields(int first, List<FieldType> types) {
    List<Field> out = new ArrayList<>();
    int register = first;
    for (FieldType type : types) {
      Field field = field(at(register));
      if (field.type().length != type.length) throw new Foreign();
      out.add(field);
      register += type.padded() / 4;
    }
    return out;
  }

  private static Field field(Symbol symbol) {
    if (symbol instanceof Symbol.Of(Field field)) return field;
    throw new Foreign();
  }

  private static Field payload(int base, int offset, int length) {
    for (PacketField field : PacketField.values()) {
      boolean sameBase =
          field.source == PacketField.Source.NETWORK && base == 1
              || field.source == PacketField.Source.TRANSPORT && base == 2;
      if (sameBase && field.where == offset && field.type().length == length) return field;
    }
    throw new Foreign();
  }

  private static Field field(PacketField.Source source, int key) {
    for (PacketField field : PacketField.values()) {
      if (field.source == source && field.where == key) return field;
    }
    throw new Foreign();
  }

  // ---- values

  private static boolean isZero(Datum value) {
    return value.equals(Datum.of(new byte[value.length()]));
  }

  private static boolean isAddress(Field field) {
    return field.type() == FieldType.IPV4_ADDR || field.type() == FieldType.IPV6_ADDR;
  }

  /// How many bits a mask has, if they are the first ones; −1 otherwise.
  private static int prefix(Datum mask) {
    int bits = 0;
    boolean ended = false;
    for (byte octet : mask.octets()) {
      for (int bit = 0x80; bit != 0; bit >>= 1) {
        boolean set = (octet & bit) != 0;
        if (set && ended) return -1;
        ended |= !set;
        bits += set ? 1 : 0;
      }
    }
    return bits;
  }

  private static InetAddress inet(Datum address) {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new Foreign();
    }
  }
}
