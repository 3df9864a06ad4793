package io.binnacle.doctor.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How much a value of a label is what the name of a Service says. Pure.
final class SharedWords {
  /* What people put behind the name of the application to call its Service. */
  private static final Set<String> SUFFIXES =
      Set.of("svc", "service", "headless", "lb", "internal", "external", "public");

  private SharedWords() {}

  /// 3 for the same words, 2 if one says all the other does and more, 1 for the same first word, 0 for nothing in common.
  static int of(String service, String value) {
    List<String> name = words(service);
    while (name.size() > 1 && SUFFIXES.contains(name.getLast())) {
      name.removeLast();
    }
    List<String> said = words(value);
    if (name.equals(said)) {
      return 3;
    }
    if (name.isEmpty() || said.isEmpty()) {
      return 0;
    }
    if (name.containsAll(said) || said.containsAll(name)) {
      return 2;
    }
    return name.getFirst().equals(said.getFirst()) ? 1 : 0;
  }

  /// Whether one value is the other with words more, as `api` and `api-server`: two things rather than a slip of the finger.
  static boolean extended(String one, String other) {
    List<String> first = words(one);
    List<String> second = words(other);
    return first.containsAll(second) || second.containsAll(first);
  }

  private static List<String> words(String text) {
    List<String> out = new ArrayList<>(4);
    String lower = text.toLowerCase(Locale.ROOT);
    int from = 0;
    for (int at = 0; at <= lower.length(); at++) {
      if (at == lower.length() || !isPart(lower.charAt(at))) {
        if (at > from) {
          out.add(lower.substring(from, at));
        }
        from = at + 1;
      }
    }
    return out;
  }

  private static boolean isPart(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }
}
