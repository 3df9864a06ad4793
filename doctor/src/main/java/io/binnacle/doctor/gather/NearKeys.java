package io.binnacle.doctor.gather;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Names that may have been meant.
public final class NearKeys {
  private static final int SHOWN = 3;

  private NearKeys() {}

  /// Objects that may have been meant by `wanted`: those of that very name elsewhere, and those of nearly that name, the nearest
  /// first, those of the same namespace before others.
  public static List<ObjectKey> to(ObjectKey wanted, ResourceName resource, Evidence seen) {
    record Candidate(int distance, ObjectKey key) {}
    List<Candidate> out = new ArrayList<>();
    for (Obj object : seen.glimpse(resource)) {
      ObjectKey key = ObjectKey.of(object);
      int distance = Likeness.distance(wanted.name(), key.name());
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
}
