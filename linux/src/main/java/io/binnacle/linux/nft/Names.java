package io.binnacle.linux.nft;

import java.util.regex.Pattern;

/// What nft(8) can write back as a name: a letter, then letters, digits and `_ . / -`; the kernel allows 255 octets.
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]{0,254}");

  /// @throws IllegalArgumentException for a name that would not survive a round through `nft -f`
  static void check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " name '"
              + name
              + "': want a letter, then at most 254 of letters, digits and _ . / -");
    }
  }

  /// @throws IllegalArgumentException for a comment that nft(8) could not read back
  static void checkComment(String comment) {
    if (comment.length() > 127
        || comment.chars().anyMatch(c -> c < 0x20 || c > 0x7e || c == '"' || c == '\\')) {
      throw new IllegalArgumentException(
          "comment '"
              + comment
              + "': want at most 127 printable ASCII characters, no quote, no backslash");
    }
  }

  private Names() {}
}
