package io.binnacle.doctor.check.common;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one name that another was meant to be.
public final class Near {
  private static final int SHORTEST = 3;

  private Near() {}

  /// The one of `known` that `word` is a slip of the pen for; null if there is none, or several are.
  public static @Nullable String of(String word, Collection<String> known) {
    List<String> found = Likeness.misspelt(word, known);
    return found.size() == 1 ? found.getFirst() : null;
  }

  /// The same where few words are possible at all, as among the ports of a Pod: one wrong letter is enough, however short they are.
  public static @Nullable String ofFew(String word, Collection<String> known) {
    String near = of(word, known);
    List<String> found =
        known.stream()
            .filter(each -> each.length() >= SHORTEST && !each.equals(word))
            .filter(each -> Likeness.distance(each, word) == 1)
            .distinct()
            .toList();
    return near != null || found.size() != 1 ? near : found.getFirst();
  }
}
