package io.binnacle.model.meta;

import java.util.random.RandomGenerator;

/// The random end of generated names, and the alphabet that hashes in names share with it: no vowels, so that no word
/// forms by chance, and nothing that looks like one (0, 1, 3).
public final class RandomSuffix {
  static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private RandomSuffix() {}

  /// `length` random characters; a `generateName` gets 5 of them.
  public static String next(RandomGenerator random, int length) {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return out.toString();
  }
}
