package io.binnacle.doctor.report;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.Locale;

/// Findings as trees: the stable shape of `-o json`, documented in docs/manual/doctor.md.
final class Shapes {
  private Shapes() {}

  static Obj subject(Diagnosis diagnosis, Evidence seen) {
    String state = diagnosis.isBroken() ? "broken" : diagnosis.isUnsure() ? "unsure" : "fine";
    return Obj.builder()
        .put("object", object(diagnosis.subject()))
        .put("state", state)
        .put(
            "steps",
            Steps.of(diagnosis, seen).stream().map(line -> (Value) step(line)).collect(Arr.toArr()))
        .put("findings", findings(diagnosis.results()))
        .build();
  }

  private static Obj step(Steps.Line line) {
    return Obj.builder()
        .put("step", line.step().title())
        .put("state", line.state().name().toLowerCase(Locale.ROOT))
        .putUnlessEmpty("seen", line.seen())
        .build();
  }

  static Arr findings(List<Result> results) {
    return results.stream().map(result -> (Value) finding(result)).collect(Arr.toArr());
  }

  private static Obj finding(Result result) {
    Obj.Builder out =
        Obj.builder().put("check", result.check().id()).put("step", result.check().step().title());
    switch (result.finding()) {
      case Finding.Broken broken ->
          out.put("outcome", "broken")
              .put("severity", broken.severity().name().toLowerCase(Locale.ROOT))
              .put("behind", result.behind())
              .put("object", object(broken.object()))
              .put("field", broken.field())
              .put("says", broken.says())
              .put("because", proofs(broken.because()))
              .put("tryThis", Words.sentence(broken.remedy().tryThis()))
              .put("changes", changes(broken.remedy().changes()));
      case Finding.Unknown unknown ->
          out.put("outcome", "unknown").put("missing", unknown.missing());
      case Finding.Fine _ -> out.put("outcome", "fine");
    }
    return out.build();
  }

  private static Arr proofs(List<Proof> because) {
    return because.stream()
        .map(proof ->
            (Value)
                Obj.builder()
                    .put("object", object(proof.object()))
                    .putUnlessEmpty("field", proof.field())
                    .put("shows", proof.shows())
                    .build())
        .collect(Arr.toArr());
  }

  private static Arr changes(List<Change> changes) {
    return changes.stream().map(change -> (Value) change(change)).collect(Arr.toArr());
  }

  private static Obj change(Change change) {
    Obj.Builder out = Obj.builder().put("target", object(change.target()));
    switch (change) {
      case Change.Patch patch ->
          out.put("type", "patch")
              .put("contentType", patch.type().contentType())
              .put("patch", patch.patch());
      case Change.Create create -> out.put("type", "create").put("object", create.object());
      case Change.Delete _ -> out.put("type", "delete");
      case Change.Scale scale -> out.put("type", "scale").put("replicas", scale.replicas());
    }
    return out.put("command", change.command()).build();
  }

  static Obj object(ObjectRef ref) {
    return Obj.builder()
        .put("apiVersion", ref.resource().apiVersion())
        .put("kind", ref.kind())
        .putUnlessEmpty("namespace", ref.namespace())
        .put("name", ref.name())
        .build();
  }
}
