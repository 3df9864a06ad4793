package io.binnacle.model.meta;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Value;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A short name for content: FNV-1a of 32 bits, its decimal digits written in the alphabet of generated names, as
/// `pod-template-hash` and the names of ControllerRevisions have it. Not for anything an adversary must not collide.
public final class SafeHash {
  private static final int OFFSET_BASIS = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private SafeHash() {}

  /// The hash of a tree. Equal trees have equal hashes; upstream hashes its Go structures, so the text differs from its.
  ///
  /// @param collisions how often this content's name was already taken by other content; null or 0 if never
  public static String of(Value value, @Nullable Integer collisions) {
    int hash = fnv1a(OFFSET_BASIS, Json.bytes(value));
    if (collisions != null && collisions != 0) {
      hash = fnv1a(hash, Integer.toString(collisions).getBytes(StandardCharsets.US_ASCII));
    }
    return encode(Integer.toUnsignedString(hash));
  }

  static int fnv1a(byte[] data) {
    return fnv1a(OFFSET_BASIS, data);
  }

  private static int fnv1a(int hash, byte[] data) {
    for (byte b : data) {
      hash = (hash ^ b & 0xff) * PRIME;
    }
    return hash;
  }

  /// Each character replaced by one of the safe alphabet, chosen by its code.
  static String encode(String s) {
    StringBuilder out = new StringBuilder(s.length());
    for (int i = 0; i < s.length(); i++) {
      out.append(RandomSuffix.ALPHABET.charAt(s.charAt(i) % RandomSuffix.ALPHABET.length()));
    }
    return out.toString();
  }
}
