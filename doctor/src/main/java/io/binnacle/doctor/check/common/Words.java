package io.binnacle.doctor.check.common;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists for sentences, and words that are nearly the same.
public final class Words {
  private static final int SHOWN = 3;

  /* Above this a name is no misspelling but another name. */
  private static final int LONGEST = 253;

  private Words() {}

  /// `a, b, c and 2 more`; `a`; nothing for none.
  public static String list(Collection<String> words) {
    String shown = words.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return words.size() <= SHOWN ? shown : shown + " and " + (words.size() - SHOWN) + " more";
  }

  /// `1 Pod`, `3 Pods`.
  public static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /// The one of `known` that `word` is a misspelling of: one letter put in, left out, replaced or two swapped, two of them in words of
  /// eight letters and more, a dash or a letter in the wrong case. Null if there is none, or two are equally near. Names that differ in
  /// digits alone are different on purpose.
  public static @Nullable String near(String word, Collection<String> known) {
    String best = null;
    int least = word.length() >= 8 ? 3 : word.length() >= 3 ? 2 : 1;
    boolean several = false;
    for (String each : known) {
      if (Math.abs(each.length() - word.length()) >= least
          || withoutDigits(each).equals(withoutDigits(word))) {
        continue;
      }
      int distance = each.equalsIgnoreCase(word) ? 0 : distance(word, each);
      if (distance < least) {
        several = false;
        least = distance;
        best = each;
      } else if (distance == least && best != null) {
        several = true;
      }
    }
    return several ? null : best;
  }

  private static String withoutDigits(String word) {
    return word.replaceAll("-?[0-9]+", "");
  }

  /// How many letters have to be put in, taken out, replaced or swapped with their neighbour.
  public static int distance(String a, String b) {
    if (a.length() > LONGEST || b.length() > LONGEST) {
      return Math.max(a.length(), b.length());
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  /// A sentence's subject: the first of some names, or how many there are.
  public static String some(List<String> names, String noun) {
    return names.size() == 1 ? noun + " " + names.getFirst() : count(names.size(), noun);
  }
}
