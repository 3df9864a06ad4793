package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One expression of a rule as the kernel lists it, copied. What is not there but has to be makes it [Foreign].
///
/// @param parts its attributes by type
record Expression(String name, Map<Integer, Part> parts) {
  private static final int WHOLE = 16, WORDS = 4;

  /// One attribute, copied: the walk goes on before it is asked for.
  record Part(
      int be32, int u8, long be64, String text, @Nullable Datum datum, @Nullable Verdict verdict) {}

  static Expression read(Attributes one) {
    String name = "";
    Map<Integer, Part> parts = Map.of();
    while (one.next()) {
      switch (one.type()) {
        case Nf.EXPR_NAME -> name = one.string();
        case Nf.EXPR_DATA -> parts = parts(one.nested());
        default -> {}
      }
    }
    return new Expression(name, parts);
  }

  private static Map<Integer, Part> parts(Attributes data) {
    Map<Integer, Part> out = new HashMap<>();
    while (data.next()) {
      Datum datum = null;
      Verdict verdict = null;
      Attributes inner = data.nested();
      while (inner.next()) {
        if (inner.type() == Nf.DATA_VALUE) datum = Datum.of(inner.bytes());
        if (inner.type() == Nf.DATA_VERDICT) verdict = ElementCodec.verdict(inner.nested());
      }
      out.put(
          data.type(),
          new Part(data.be32(), data.u8(), data.be64(), data.string(), datum, verdict));
    }
    return out;
  }

  boolean has(int type) {
    return parts.containsKey(type);
  }

  @Nullable Part get(int type) {
    return parts.get(type);
  }

  Part part(int type) {
    Part found = parts.get(type);
    if (found == null) throw new Foreign();
    return found;
  }

  int number(int type) {
    return part(type).be32();
  }

  /// 0 if it is not there.
  int optional(int type) {
    Part found = parts.get(type);
    return found == null ? 0 : found.be32();
  }

  /// 0 if it is not there.
  int optionalOctet(int type) {
    Part found = parts.get(type);
    return found == null ? 0 : found.u8();
  }

  Datum datum(int type) {
    Datum found = part(type).datum();
    if (found == null) throw new Foreign();
    return found;
  }

  Statement.Op op(int type) {
    return switch (number(type)) {
      case 0 -> Statement.Op.EQ;
      case 1 -> Statement.Op.NEQ;
      default -> throw new Foreign();
    };
  }

  /// A register in the count of 32 bits: the kernel calls those that begin at a whole 128 bits by their older numbers, 1 to 4.
  int register(int type) {
    int number = number(type);
    return number >= 1 && number <= WHOLE / WORDS ? Nf.REG32_00 + (number - 1) * WORDS : number;
  }
}
