package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.MessageWriter;
import java.util.List;

/// A set's definition as attributes of NEWSET.
final class SetCodec {
  /// Bits that one type's number takes in the number of a concatenation.
  private static final int TYPE_BITS = 6;

  /// @param id unique within the batch
  static void write(MessageWriter out, NftSet set, int id) {
    out.string(Nf.SET_TABLE, set.table().name());
    out.string(Nf.SET_NAME, set.name());
    int flags = set.flags().stream().mapToInt(f -> f.bit).sum();
    boolean ranges = set.flags().contains(NftSet.Flag.INTERVAL) && set.key().size() > 1;
    if (set.isMap()) flags |= Nf.SET_F_MAP;
    if (ranges) flags |= Nf.SET_F_CONCAT;
    if (!set.timeout().isZero()) flags |= Nf.SET_F_TIMEOUT;
    out.be32(Nf.SET_FLAGS, flags);
    out.be32(Nf.SET_KEY_TYPE, number(set.key()));
    out.be32(Nf.SET_KEY_LEN, NftSet.length(set.key()));
    switch (set.holds()) {
      case NftSet.Holds.Nothing() -> {}
      case NftSet.Holds.Verdicts() -> {
        out.be32(Nf.SET_DATA_TYPE, Nf.DATA_VERDICT_TYPE);
        out.be32(Nf.SET_DATA_LEN, 0);
      }
      case NftSet.Holds.Data(var types) -> {
        out.be32(Nf.SET_DATA_TYPE, number(types));
        out.be32(Nf.SET_DATA_LEN, NftSet.length(types));
      }
    }
    out.be32(Nf.SET_ID, id);
    if (set.size() > 0 || ranges) {
      int desc = out.nest(Nf.SET_DESC);
      if (set.size() > 0) out.be32(Nf.DESC_SIZE, set.size());
      if (ranges) fields(out, set.key());
      out.unnest(desc);
    }
    if (!set.timeout().isZero()) out.be64(Nf.SET_TIMEOUT, set.timeout().toMillis());
    out.attr(Nf.SET_USERDATA, UserData.ofSet(set));
  }

  private static void fields(MessageWriter out, List<FieldType> key) {
    int concat = out.nest(Nf.DESC_CONCAT);
    for (FieldType type : key) {
      int field = out.nest(Nf.LIST_ELEM);
      out.be32(Nf.FIELD_LEN, type.length);
      out.unnest(field);
    }
    out.unnest(concat);
  }

  private static int number(List<FieldType> types) {
    int number = 0;
    for (FieldType type : types) number = number << TYPE_BITS | type.number;
    return number;
  }

  private SetCodec() {}
}
