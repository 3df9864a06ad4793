package io.binnacle.doctor.gather;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Names that may have been meant.
public final class Near {
  private static final int SHOWN = 3;

  private Near() {}

  /// Objects that may have been meant by `wanted`: those of that very name elsewhere, and those of nearly that name, the nearest
  /// first, those of the same namespace before others.
  public static List<ObjectKey> to(ObjectKey wanted, ResourceName resource, Evidence seen) {
    record Candidate(int distance, ObjectKey key) {}
    List<Candidate> out = new ArrayList<>();
    for (Obj object : seen.glimpse(resource)) {
      ObjectKey key = ObjectKey.of(object);
      int distance = distance(wanted.name(), key.name());
      boolean begins =
          wanted.name().length() > 1 && key.name().startsWith(wanted.name())
              || wanted.name().startsWith(key.name() + "-");
      int allowed = Math.clamp(wanted.name().length() / 3, 1, 3);
      if (!key.equals(wanted) && (distance <= allowed || begins)) {
        int far = key.namespace().equals(wanted.namespace()) ? 0 : 1;
        out.add(new Candidate(Math.min(distance, 4) * 2 + far, key));
      }
    }
    return out.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::key))
        .limit(SHOWN)
        .map(Candidate::key)
        .toList();
  }

  /// How many letters have to be changed, added, left out or swapped with their neighbour.
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
