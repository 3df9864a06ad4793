package io.binnacle.server.api;

import io.binnacle.server.http.Headers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `Warning` headers (RFC 7234 §5.5): `299 - "text"`, one for each text.
final class Warnings {
  /* Upstream's bounds, in characters: beyond the first in total, each text is cut to the second. */
  private static final int TOTAL = 4 * 1024;
  private static final int EACH = 256;

  private Warnings() {}

  /// Adds `texts` to `headers`; repeated ones and those no header can carry are left out.
  static void add(Headers.Builder headers, List<String> texts) {
    Set<String> distinct = new LinkedHashSet<>(texts);
    distinct.removeIf(t -> t.isEmpty() || t.chars().anyMatch(Character::isISOControl));
    boolean cut = distinct.stream().mapToInt(Warnings::length).sum() > TOTAL;
    int written = 0;
    for (String text : distinct) {
      if (written >= TOTAL) {
        return;
      }
      String shown =
          cut && length(text) > EACH ? text.substring(0, text.offsetByCodePoints(0, EACH)) : text;
      written += length(shown);
      headers.add("Warning", "299 - \"" + escaped(shown) + "\"");
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
