package io.binnacle.dns.forward;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// Numbers nobody can foretell, cheap enough for every message: drawn from a [SecureRandom] a block at a time. Any thread.
final class UnguessableNumbers implements RandomGenerator {
  private static final int BLOCK = 4_096;

  private final SecureRandom source = new SecureRandom();
  private final byte[] octets = new byte[BLOCK];
  private final ByteBuffer block = ByteBuffer.wrap(octets).limit(0);

  @Override
  public synchronized int nextInt() {
    if (block.remaining() < Integer.BYTES) {
      fill();
    }
    return block.getInt();
  }

  @Override
  public synchronized long nextLong() {
    if (block.remaining() < Long.BYTES) {
      fill();
    }
    return block.getLong();
  }

  private void fill() {
    source.nextBytes(octets);
    block.clear();
  }
}
