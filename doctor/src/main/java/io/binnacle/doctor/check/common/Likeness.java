package io.binnacle.doctor.check.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether two words were probably meant to be the same. Strict on purpose: `api` and `app`, `web1` and `web2`, `v1` and `v2` are
/// different words, not slips of the pen.
public final class Likeness {
  /// How two words are alike, the closest first.
  public enum Kind {
    SAME,
    /// Upper case, or `-`, `_`, `.` and nothing in place of each other.
    SPELLING,
    /// A letter too many, too few, exchanged or, in longer words, wrong.
    TYPO,
    /// One is the other with a word before or behind it: `api`, `api-server`.
    EXTENDED,
    NONE
  }

  private static final Set<String> TAILS =
      Set.of(
          "svc",
          "service",
          "headless",
          "hl",
          "lb",
          "internal",
          "external",
          "public",
          "private",
          "nodeport",
          "clusterip",
          "np");

  private Likeness() {}

  /// How alike two words are.
  public static Kind of(String a, String b) {
    if (a.equals(b)) {
      return Kind.SAME;
    }
    if (a.isEmpty() || b.isEmpty()) {
      return Kind.NONE;
    }
    if (bare(a).equals(bare(b))) {
      return Kind.SPELLING;
    }
    if (isTypo(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT))) {
      return Kind.TYPO;
    }
    return isExtended(a, b) || isExtended(b, a) ? Kind.EXTENDED : Kind.NONE;
  }

  /// Whether one is a slip of the pen for the other.
  public static boolean misspelt(String a, String b) {
    Kind kind = of(a, b);
    return kind == Kind.SPELLING || kind == Kind.TYPO;
  }

  /// The words of `words` that `word` is a slip of the pen for, the word itself excepted.
  public static List<String> misspelt(String word, Iterable<String> words) {
    List<String> out = new ArrayList<>();
    for (String each : words) {
      if (misspelt(word, each) && !out.contains(each)) {
        out.add(each);
      }
    }
    return out;
  }

  /// The name without what people add to a Service's: `web` of `web-svc`, `web-headless`.
  public static String base(String name) {
    int dash = name.lastIndexOf('-');
    return dash > 0 && TAILS.contains(name.substring(dash + 1))
        ? base(name.substring(0, dash))
        : name;
  }

  /// Whether a Service and a workload of these names plainly belong together.
  public static boolean named(String service, String workload) {
    return switch (of(base(service), base(workload))) {
      case SAME, SPELLING, TYPO, EXTENDED -> true;
      case NONE -> false;
    };
  }

  /// How many letters must be added, dropped, changed or exchanged with their neighbour to get from one to the other.
  public static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] here = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      here[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        here[j] = Math.min(Math.min(here[j - 1], above[j]) + 1, above[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          here[j] = Math.min(here[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = above;
      above = here;
      here = free;
    }
    return above[b.length()];
  }

  /* Short words are near each other by chance (web, wet; cart, card), so a wrong letter counts only in longer ones; a letter
   * too many or exchanged is rarely another word. Digits are never slips: they number things. */
  private static boolean isTypo(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int allowed = shorter < 3 ? 0 : shorter < 7 ? 1 : 2;
    if (Math.abs(a.length() - b.length()) > allowed || !digits(a).equals(digits(b))) {
      return false;
    }
    int distance = distance(a, b);
    boolean wrongLetter = distance == 1 && a.length() == b.length() && !sameLetters(a, b);
    return distance <= allowed && (!wrongLetter || shorter >= 5);
  }

  private static boolean sameLetters(String a, String b) {
    int[] x = a.chars().sorted().toArray();
    return Arrays.equals(x, b.chars().sorted().toArray());
  }

  private static boolean isExtended(String longer, String shorter) {
    if (shorter.length() < 2 || longer.length() <= shorter.length() + 1) {
      return false;
    }
    boolean behind = longer.startsWith(shorter) && isSeparator(longer.charAt(shorter.length()));
    boolean before =
        longer.endsWith(shorter)
            && isSeparator(longer.charAt(longer.length() - shorter.length() - 1));
    return behind || before;
  }

  private static boolean isSeparator(char c) {
    return c == '-' || c == '_' || c == '.';
  }

  private static String bare(String word) {
    StringBuilder out = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (!isSeparator(word.charAt(i))) {
        out.append(Character.toLowerCase(word.charAt(i)));
      }
    }
    return out.toString();
  }

  private static String digits(String word) {
    StringBuilder out = new StringBuilder();
    word.chars().filter(Character::isDigit).forEach(c -> out.append((char) c));
    return out.toString();
  }
}
