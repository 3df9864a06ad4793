package io.binnacle.dns.cache;

import io.binnacle.dns.forward.OutsideQuestion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What answers are kept under: the name in lower case, the type, DO and CD. The class is IN.
final class Key {
  /* Drawn anew in every process: whoever makes up names cannot know which of them fall together. */
  private static final long SEED = ThreadLocalRandom.current().nextLong();
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private final byte[] name;
  private final int rest;
  private final int hash;

  private Key(byte[] name, int rest) {
    this.name = name;
    this.rest = rest;
    this.hash = hash(name, name.length, rest);
  }

  static Key of(OutsideQuestion question) {
    byte[] name = question.name().key().getBytes(StandardCharsets.ISO_8859_1);
    int rest = rest(question.type(), question.dnssecOk(), question.checkingDisabled());
    return new Key(name, rest);
  }

  /// The name as on the wire, in lower case, without the root's octet; not to be changed.
  byte[] name() {
    return name;
  }

  /// See [#rest(int, boolean, boolean)].
  int rest() {
    return rest;
  }

  int hash() {
    return hash;
  }

  /// Type and flags in one number.
  static int rest(int type, boolean dnssecOk, boolean checkingDisabled) {
    return type << 2 | (dnssecOk ? 2 : 0) | (checkingDisabled ? 1 : 0);
  }

  /// The hash of a key given in parts.
  ///
  /// @param name holds the name in its first `length` octets
  static int hash(byte[] name, int length, int rest) {
    long hash = SEED ^ rest;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ name[i]) * MULTIPLIER;
    }
    return (int) ((hash ^ hash >>> 29) * MULTIPLIER >>> 32);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key key && rest == key.rest && Arrays.equals(name, key.name);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
