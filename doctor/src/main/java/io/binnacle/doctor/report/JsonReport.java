package io.binnacle.doctor.report;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// For programs: one JSON object at the end, in a shape that only ever grows.
public final class JsonReport implements Report {
  /// Raised when something in the shape changes its meaning.
  private static final int VERSION = 1;

  private final Consumer<String> out;
  private final Facts facts;
  private final Instant at;
  private final List<Value> subjects = new ArrayList<>();
  private Arr cluster = Arr.EMPTY;

  /// @param out takes the document
  /// @param at when it was seen
  public JsonReport(Consumer<String> out, Facts facts, Instant at) {
    this.out = out;
    this.facts = facts;
    this.at = at;
  }

  @Override
  public void cluster(List<Result> results) {
    cluster = Shapes.findings(results);
  }

  @Override
  public void examined(Diagnosis diagnosis, Evidence seen) {
    subjects.add(Shapes.subject(diagnosis, seen));
  }

  @Override
  public void end(Summary summary) {
    Obj counts =
        Obj.builder()
            .put("services", summary.services())
            .put("workloads", summary.workloads())
            .put("broken", summary.broken())
            .put("unsure", summary.unsure())
            .put("clusterBroken", summary.cluster())
            .put("exitStatus", summary.exitStatus())
            .build();
    out.accept(
        Json.pretty(
            Obj.builder()
                .put("version", VERSION)
                .put("origin", facts.origin().name().toLowerCase(Locale.ROOT))
                .put("at", at.toString())
                .put("summary", counts)
                .put("cluster", cluster)
                .put("subjects", Arr.copyOf(subjects))
                .build()));
  }
}
