package io.binnacle.linux.nft;

/// What a rule reads of a packet: a value that is compared, looked up, or written into a set.
public sealed interface Field permits PacketField, Field.Numgen {
  /// What kind of value it gives, where a set can hold it.
  FieldType type();

  /// A random number from `offset` to `offset + modulus - 1`.
  /// @param modulus at least 1. A constant: the kernel cannot read it from a map.
  record Numgen(int modulus, int offset) implements Field {
    public Numgen {
      if (modulus < 1 || offset < 0 || (long) offset + modulus - 1 > 0xffff_ffffL) {
        throw new IllegalArgumentException(
            "numgen mod " + modulus + " offset " + offset + ": want modulus >= 1, offset >= 0");
      }
    }

    public static Numgen mod(int modulus) {
      return new Numgen(modulus, 0);
    }

    @Override
    public FieldType type() {
      return FieldType.INTEGER;
    }

    @Override
    public String toString() {
      return "numgen random mod " + modulus + (offset == 0 ? "" : " offset " + offset);
    }
  }
}
