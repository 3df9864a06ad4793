package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.MessageWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// A rule as the list of expressions the kernel runs. Each statement uses registers from the first on; nothing is kept in
/// them between statements.
final class RuleWriter {
  private static final int FIRST = Nf.REG32_00;
  private static final int OP_EQ = 0, OP_NEQ = 1;
  private static final int CT_STATE = 0, CT_DIRECTION = 1, CT_STATUS = 2, CT_DIR_ORIGINAL = 0;
  private static final int LOOKUP_INVERT = 1;
  private static final int NAT_ADDRESS = 1, NAT_PORT = 2, NAT_FULLY_RANDOM = 0x10;
  private static final int FIB_ADDRTYPE = 3;
  private static final int META_MARK = 3;

  private final MessageWriter out;
  private final Family family;

  private RuleWriter(MessageWriter out, Family family) {
    this.out = out;
    this.family = family;
  }

  static void write(MessageWriter out, Family family, Rule rule) {
    RuleWriter writer = new RuleWriter(out, family);
    for (Statement statement : rule.statements()) writer.statement(statement);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Test test -> test(test);
      case Statement.Action action -> action(action);
      case Verdict verdict ->
          expression(
              "immediate",
              () -> {
                out.be32(1, Nf.REG_VERDICT);
                ElementCodec.verdict(out, 2, verdict);
              });
    }
  }

  private void test(Statement.Test test) {
    switch (test) {
      case Statement.Compare(Field field, var op, Datum value) -> {
        load(List.of(field));
        compare(op, value);
      }
      case Statement.Masked(Field field, Datum mask, var op, Datum value) -> {
        load(List.of(field));
        bitwise(mask, zero(mask.length()));
        compare(op, value);
      }
      case Statement.InPrefix(Field field, var op, InetAddress network, int bits) -> {
        load(List.of(field));
        Datum value = Datum.addr(network);
        if (bits < value.length() * 8)
          bitwise(prefixMask(value.length(), bits), zero(value.length()));
        compare(op, value);
      }
      case Statement.InRange(Field field, var op, Datum first, Datum last) -> {
        load(List.of(field));
        expression(
            "range",
            () -> {
              out.be32(1, FIRST);
              out.be32(2, number(op));
              ElementCodec.data(out, 3, first);
              ElementCodec.data(out, 4, last);
            });
      }
      case Statement.InSet(var key, var op, String set) -> {
        load(key);
        expression(
            "lookup",
            () -> {
              out.string(1, set);
              out.be32(2, FIRST);
              if (op == Statement.Op.NEQ) out.be32(5, LOOKUP_INVERT);
            });
      }
      case Statement.CtStateIn(Set<Statement.CtState> states) -> {
        ct(CT_STATE);
        int bits = states.stream().mapToInt(s -> s.bit).sum();
        bitwise(Datum.integer(bits), zero(4));
        compare(Statement.Op.NEQ, zero(4));
      }
      case Statement.HasCtStatus(var op, var status) -> {
        ct(CT_STATUS);
        bitwise(Datum.integer(status.bit), zero(4));
        compare(op == Statement.Op.EQ ? Statement.Op.NEQ : Statement.Op.EQ, zero(4));
      }
      case Statement.CtDirectionIs(var direction) -> {
        ct(CT_DIRECTION);
        compare(Statement.Op.EQ, Datum.proto(direction.number));
      }
      case Statement.FibType(var side, var op, var type) -> {
        expression(
            "fib",
            () -> {
              out.be32(1, FIRST);
              out.be32(2, FIB_ADDRTYPE);
              out.be32(3, side == Statement.FibType.Side.SADDR ? 1 : 2);
            });
        compare(op, Datum.integer(type.number));
      }
    }
  }

  private void action(Statement.Action action) {
    switch (action) {
      case Statement.Vmap(var key, String map) -> {
        load(key);
        lookup(map, Nf.REG_VERDICT);
      }
      case Statement.Counter() ->
          expression(
              "counter",
              () -> {
                out.be64(1, 0);
                out.be64(2, 0);
              });
      case Statement.SetMark(var how, int bits) -> mark(how, bits);
      case Statement.Notrack() -> expression("notrack", () -> {});
      case Statement.Dnat(InetAddress address, OptionalInt port) -> dnat(address, port);
      case Statement.DnatTo(Family to, var key, String map, boolean withPort) -> {
        load(key);
        lookup(map, FIRST);
        int words = to == Family.IP6 ? 4 : 1;
        nat(to, withPort ? FIRST + words : -1);
      }
      case Statement.Masquerade(boolean fullyRandom) ->
          expression(
              "masq",
              () -> {
                if (fullyRandom) out.be32(1, NAT_FULLY_RANDOM);
              });
      case Statement.Reject(var with) -> reject(with);
      case Statement.Dynset(var how, String set, var key, var timeout, var data) -> {
        int behind = load(key, FIRST);
        if (!data.isEmpty()) load(data, behind);
        expression(
            "dynset",
            () -> {
              out.string(1, set);
              out.be32(3, how.number);
              out.be32(4, FIRST);
              if (!data.isEmpty()) out.be32(5, behind);
              if (!timeout.isZero()) out.be64(6, timeout.toMillis());
            });
      }
    }
  }

  private void mark(Statement.SetMark.How how, int bits) {
    if (how == Statement.SetMark.How.SET) {
      immediate(FIRST, Datum.mark(bits));
    } else {
      load(List.of(PacketField.META_MARK));
      switch (how) {
        case AND -> bitwise(Datum.mark(bits), zero(4));
        case OR -> bitwise(Datum.mark(~bits), Datum.mark(bits));
        case XOR -> bitwise(Datum.mark(-1), Datum.mark(bits));
        case SET -> throw new AssertionError("handled above");
      }
    }
    expression(
        "meta",
        () -> {
          out.be32(2, META_MARK);
          out.be32(3, FIRST);
        });
  }

  private void dnat(InetAddress address, OptionalInt port) {
    Datum to = Datum.addr(address);
    int behind = FIRST + to.length() / 4;
    immediate(FIRST, to);
    if (port.isPresent()) immediate(behind, Datum.port(port.getAsInt()));
    nat(to.length() == 16 ? Family.IP6 : Family.IP, port.isPresent() ? behind : -1);
  }

  /// @param port the port's register; −1 leaves the port alone
  private void nat(Family to, int port) {
    expression(
        "nat",
        () -> {
          out.be32(1, 1); // destination
          out.be32(2, to.number());
          out.be32(3, FIRST);
          if (port >= 0) out.be32(5, port);
          out.be32(7, port >= 0 ? NAT_ADDRESS | NAT_PORT : NAT_ADDRESS);
        });
  }

  private void reject(Statement.Reject.With with) {
    int type =
        switch (with) {
          case TCP_RESET -> 1;
          case PORT_UNREACHABLE, ADMIN_PROHIBITED -> family == Family.INET ? 2 : 0;
        };
    int code =
        switch (with) {
          case TCP_RESET -> 0;
          case PORT_UNREACHABLE ->
              switch (family) {
                case IP -> 3;
                case IP6 -> 4;
                case INET -> 1;
              };
          case ADMIN_PROHIBITED ->
              switch (family) {
                case IP -> 13;
                case IP6 -> 1;
                case INET -> 3;
              };
        };
    expression(
        "reject",
        () -> {
          out.be32(1, type);
          out.u8(2, code);
        });
  }

  private void load(List<Field> key) {
    load(key, FIRST);
  }

  /// Loads the parts of a key one behind the other.
  /// @return the first register behind them
  private int load(List<Field> key, int register) {
    for (Field field : key) {
      int words = field.type().padded() / 4;
      if (register + words > FIRST + Nf.REGISTERS) {
        throw new IllegalArgumentException(
            "key " + key + ": want at most " + Nf.REGISTERS * 4 + " octets, with its data");
      }
      load(field, register);
      register += words;
    }
    return register;
  }

  private void load(Field field, int register) {
    switch (field) {
      case Field.Numgen(int modulus, int offset) ->
          expression(
              "numgen",
              () -> {
                out.be32(1, register);
                out.be32(2, modulus);
                out.be32(3, 1); // random
                out.be32(4, offset);
              });
      case PacketField part -> {
        switch (part.source) {
          case NETWORK, TRANSPORT ->
              expression(
                  "payload",
                  () -> {
                    out.be32(1, register);
                    out.be32(2, part.source == PacketField.Source.NETWORK ? 1 : 2);
                    out.be32(3, part.where);
                    out.be32(4, part.type().length);
                  });
          case META ->
              expression(
                  "meta",
                  () -> {
                    out.be32(1, register);
                    out.be32(2, part.where);
                  });
          case CT_ORIGINAL ->
              expression(
                  "ct",
                  () -> {
                    out.be32(1, register);
                    out.be32(2, part.where);
                    out.u8(3, CT_DIR_ORIGINAL);
                  });
        }
      }
    }
  }

  private void ct(int key) {
    expression(
        "ct",
        () -> {
          out.be32(1, FIRST);
          out.be32(2, key);
        });
  }

  private void lookup(String map, int to) {
    expression(
        "lookup",
        () -> {
          out.string(1, map);
          out.be32(2, FIRST);
          out.be32(3, to);
        });
  }

  private void immediate(int register, Datum value) {
    expression(
        "immediate",
        () -> {
          out.be32(1, register);
          ElementCodec.data(out, 2, value);
        });
  }

  private void compare(Statement.Op op, Datum value) {
    expression(
        "cmp",
        () -> {
          out.be32(1, FIRST);
          out.be32(2, number(op));
          ElementCodec.data(out, 3, value);
        });
  }

  /// `register & mask ^ xor`, in place.
  private void bitwise(Datum mask, Datum xor) {
    expression(
        "bitwise",
        () -> {
          out.be32(1, FIRST);
          out.be32(2, FIRST);
          out.be32(3, mask.length());
          ElementCodec.data(out, 4, mask);
          ElementCodec.data(out, 5, xor);
        });
  }

  private void expression(String name, Runnable data) {
    int one = out.nest(Nf.LIST_ELEM);
    out.string(Nf.EXPR_NAME, name);
    int inner = out.nest(Nf.EXPR_DATA);
    data.run();
    out.unnest(inner);
    out.unnest(one);
  }

  private static int number(Statement.Op op) {
    return op == Statement.Op.EQ ? OP_EQ : OP_NEQ;
  }

  private static Datum zero(int length) {
    return Datum.of(new byte[length]);
  }

  private static Datum prefixMask(int length, int bits) {
    byte[] mask = new byte[length];
    for (int bit = 0; bit < bits; bit++) mask[bit / 8] |= (byte) (0x80 >> bit % 8);
    return Datum.of(mask);
  }
}
