package io.binnacle.dns.wire;

import io.binnacle.dns.name.RrType;
import java.util.Arrays;

/// OPT records (RFC 6891 §6.1): `| 0 root | 1 type 41 | 3 size | 5 rcode's upper bits | 6 version | 7 DO, Z | 9 length | 11 options |`
final class OptRecord {
  /// Octets of one without options.
  static final int SIZE = 11;

  private static final int RCODE = 5;
  private static final int LENGTH = 9;
  private static final int OPTION_HEADER = 4;
  private static final int DO = 0x8000;

  private OptRecord() {}

  /// An OPT record without options.
  ///
  /// @param size octets of the largest datagram we take
  static byte[] empty(int size, boolean dnssecOk) {
    byte[] out = new byte[SIZE];
    put(out, 1, RrType.OPT);
    put(out, 3, size);
    put(out, 7, dnssecOk ? DO : 0);
    return out;
  }

  /// `message`, which ends in an OPT record of `opt` octets or is nothing but that, with one more option.
  static byte[] with(byte[] message, int opt, int code, byte[] data) {
    int before = message.length;
    byte[] out = Arrays.copyOf(message, before + OPTION_HEADER + data.length);
    put(out, before, code);
    put(out, before + 2, data.length);
    System.arraycopy(data, 0, out, before + OPTION_HEADER, data.length);
    put(out, before - opt + LENGTH, opt - SIZE + OPTION_HEADER + data.length);
    return out;
  }

  /// `opt` with the upper bits of a response code.
  static byte[] withRcode(byte[] opt, int rcode) {
    if (opt.length == 0 || rcode < 16) {
      return opt;
    }
    byte[] out = opt.clone();
    out[RCODE] = (byte) (rcode >> 4);
    return out;
  }

  /// `message`, which ends in an OPT record of `opt` octets, filled up to a multiple of `block` octets, but not beyond
  /// `limit` (RFC 8467 §4.1).
  static byte[] padded(byte[] message, int opt, int block, int limit) {
    int least = message.length + OPTION_HEADER;
    int full = Math.min((least + block - 1) / block * block, limit);
    return full < least ? message : with(message, opt, EdnsCode.PADDING, new byte[full - least]);
  }

  static void put(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }
}
