package io.binnacle.doctor.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Words and numbers as people read them.
final class Words {
  private Words() {}

  /// `1 Pod`, `3 Pods`, `no Pods`.
  static String count(int number, String one) {
    String many = one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
    return number == 0 ? "no " + many : number == 1 ? "1 " + one : number + " " + many;
  }

  /// `app=web,tier=front`.
  static String labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }

  /// `text` with a stop at its end.
  static String sentence(String text) {
    return text.isEmpty() || !Character.isLetterOrDigit(text.charAt(text.length() - 1))
        ? text
        : text + ".";
  }

  /// The first three, and how many more.
  static String few(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(3, all.size())));
    return all.size() <= 3 ? first : first + " and " + (all.size() - 3) + " more";
  }
}
