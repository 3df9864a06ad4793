package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What nft(8) leaves with tables, chains, sets and rules for itself; opaque to the kernel, at most 256 octets:
/// `| 0 TYPE u8 | 1 LEN u8 | 2 value |` one behind the other. Written so that `nft list` shows comments and types as if
/// nft had made them.
final class UserData {
  private static final int SET_KEY_ORDER = 0,
      SET_DATA_ORDER = 1,
      SET_KEY_TYPEOF = 3,
      SET_DATA_TYPEOF = 4,
      SET_COMMENT = 7;
  private static final int TYPEOF_EXPR = 0, TYPEOF_DATA = 1;
  private static final int EXPR_VERDICT = 1,
      EXPR_PAYLOAD = 7,
      EXPR_META = 9,
      EXPR_CONCAT = 13,
      EXPR_NUMGEN = 23;
  private static final int HEADER_TH = 11, HEADER_IP = 12, HEADER_IP6 = 13;
  private static final int MIXED = 0, HOST = 1, NETWORK = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A comment as the one entry of `attribute`; nothing when it is empty.
  static void comment(MessageWriter to, int attribute, int type, String comment) {
    if (comment.isEmpty()) return;
    UserData data = new UserData();
    data.put(type, text(comment));
    to.attr(attribute, data.out.toByteArray());
  }

  /// What nft(8) wants to know about a set.
  static byte[] ofSet(NftSet set) {
    UserData data = new UserData();
    data.put(SET_KEY_ORDER, word(order(set.key())));
    boolean byExample = set.key().contains(FieldType.INTEGER);
    if (set.holds() instanceof NftSet.Holds.Data(var types)) {
      data.put(SET_DATA_ORDER, word(order(types)));
      byExample |= types.contains(FieldType.INTEGER);
    }
    if (byExample) {
      data.put(SET_KEY_TYPEOF, typeof(set.key()));
      switch (set.holds()) {
        case NftSet.Holds.Nothing() -> {}
        // without it nft 1.0.6 does not believe the key either, and aborts while it sorts the
        // elements
        case NftSet.Holds.Verdicts() ->
            data.put(SET_DATA_TYPEOF, expression(EXPR_VERDICT, new byte[0]));
        case NftSet.Holds.Data(var types) -> data.put(SET_DATA_TYPEOF, typeof(types));
      }
    }
    if (!set.comment().isEmpty()) data.put(SET_COMMENT, text(set.comment()));
    return data.out.toByteArray();
  }

  /// The text of the entry `type`; null when there is none or the octets make no sense.
  static @Nullable String find(MemorySegment userData, int type) {
    long at = 0;
    while (at + 2 <= userData.byteSize()) {
      int kind = userData.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      int length = userData.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff;
      if (at + 2 + length > userData.byteSize()) return null;
      if (kind == type) {
        byte[] value = userData.asSlice(at + 2, length).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < value.length && value[end] != 0) end++;
        return new String(value, 0, end, StandardCharsets.UTF_8);
      }
      at += 2 + length;
    }
    return null;
  }

  private static int order(List<FieldType> types) {
    return types.size() > 1 ? MIXED : types.getFirst().hostOrder() ? HOST : NETWORK;
  }

  private static byte[] typeof(List<FieldType> types) {
    if (types.size() == 1) return example(types.getFirst());
    UserData parts = new UserData();
    for (int i = 0; i < types.size(); i++) parts.put(i, example(types.get(i)));
    return expression(EXPR_CONCAT, parts.out.toByteArray());
  }

  /// [FieldType#example] in nft's notation.
  private static byte[] example(FieldType type) {
    return switch (type) {
      case IPV4_ADDR -> expression(EXPR_PAYLOAD, words(HEADER_IP, 12));
      case IPV6_ADDR -> expression(EXPR_PAYLOAD, words(HEADER_IP6, 9));
      case INET_SERVICE -> expression(EXPR_PAYLOAD, words(HEADER_TH, 2));
      case INET_PROTO -> expression(EXPR_META, words(PacketField.META_L4PROTO.where));
      case MARK -> expression(EXPR_META, words(PacketField.META_MARK.where));
      case IFNAME -> expression(EXPR_META, words(PacketField.META_IIFNAME.where));
      case INTEGER -> expression(EXPR_NUMGEN, words(1, 65_536, 0));
    };
  }

  private static byte[] expression(int kind, byte[] data) {
    UserData one = new UserData();
    one.put(TYPEOF_EXPR, word(kind));
    one.put(TYPEOF_DATA, data);
    return one.out.toByteArray();
  }

  /// Entries 0, 1, … of one word each.
  private static byte[] words(int... values) {
    UserData all = new UserData();
    for (int i = 0; i < values.length; i++) all.put(i, word(values[i]));
    return all.out.toByteArray();
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private void put(int type, byte[] value) {
    if (value.length > 255)
      throw new IllegalArgumentException(
          "user data of " + value.length + " octets: want at most 255");
    out.write(type);
    out.write(value.length);
    out.writeBytes(value);
  }
}
