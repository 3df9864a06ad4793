package io.binnacle.dns.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// SipHash-2-4 with 64 bits of result: a keyed hash for short inputs, which nobody without the key can foresee.
///
/// @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">Aumasson and Bernstein: SipHash, a fast short-input PRF</a>
final class SipHash {
  /// Octets of a key.
  static final int KEY = 16;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private SipHash(byte[] key) {
    long k0 = (long) WORD.get(key, 0);
    long k1 = (long) WORD.get(key, 8);
    v0 = k0 ^ 0x736f6d6570736575L;
    v1 = k1 ^ 0x646f72616e646f6dL;
    v2 = k0 ^ 0x6c7967656e657261L;
    v3 = k1 ^ 0x7465646279746573L;
  }

  /// The hash of `data`; its octets are the number's, the lowest first.
  ///
  /// @param key 16 octets
  static long of(byte[] key, byte[] data) {
    SipHash state = new SipHash(key);
    int whole = data.length & ~7;
    for (int at = 0; at < whole; at += 8) {
      state.word((long) WORD.get(data, at));
    }
    long last = (long) data.length << 56;
    for (int at = whole; at < data.length; at++) {
      last |= (data[at] & 0xffL) << 8 * (at - whole);
    }
    state.word(last);
    state.v2 ^= 0xff;
    for (int i = 0; i < 4; i++) {
      state.round();
    }
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
  }

  private void word(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
