package io.binnacle.doctor.report;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.patch.PatchException;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What would be done about what was found, and what that would lead to. Nothing is done.
public final class Mending implements Report {
  private final Report told;
  private final Consumer<String> lines;
  private final Style style;
  private final Map<String, Change> changes = new LinkedHashMap<>();
  private final List<Diagnosis> broken = new ArrayList<>();
  private @Nullable Evidence seen;

  /// @param told is told everything, too
  public Mending(Report told, Consumer<String> lines, Style style) {
    this.told = told;
    this.lines = lines;
    this.style = style;
  }

  @Override
  public void cluster(List<Result> results) {
    results.forEach(this::collect);
    told.cluster(results);
  }

  @Override
  public void examined(Diagnosis diagnosis, Evidence evidence) {
    seen = evidence;
    if (diagnosis.isBroken()) {
      broken.add(diagnosis);
      diagnosis.results().forEach(this::collect);
    }
    told.examined(diagnosis, evidence);
  }

  @Override
  public void end(Summary summary) {
    told.end(summary);
  }

  private void collect(Result result) {
    if (result.finding() instanceof Finding.Broken finding) {
      for (Change change : finding.remedy().changes()) {
        changes.putIfAbsent(change.command(), change);
      }
    }
  }

  /// What there is to do, in order.
  public List<Change> changes() {
    return List.copyOf(changes.values());
  }

  /// What was broken.
  public List<Diagnosis> broken() {
    return List.copyOf(broken);
  }

  /// Says what would be done and which fields it would change.
  ///
  /// @return the evidence as it would be then; null if nothing would be done, or nobody knows what it would lead to
  public @Nullable Evidence tell() {
    Evidence before = seen;
    if (broken.isEmpty() || before == null) {
      return null;
    }
    lines.accept("");
    if (changes.isEmpty()) {
      lines.accept("No command mends this; what to do is said above.");
      return null;
    }
    lines.accept(style.strong("To mend it (nothing has been changed):"));
    for (Change change : changes.values()) {
      lines.accept("  " + style.arrow() + " " + style.strong(change.command()));
      fields(change, before);
    }
    try {
      return before.with(changes());
    } catch (PatchException | NotSeenException e) {
      lines.accept(style.plain("What that leads to cannot be foretold: " + e.getMessage()));
      return null;
    }
  }

  private void fields(Change change, Evidence evidence) {
    if (change instanceof Change.Create || change instanceof Change.Delete) {
      return;
    }
    Obj object = find(change.target(), evidence);
    if (object == null) {
      return;
    }
    Obj after;
    try {
      after =
          switch (change) {
            case Change.Patch patch -> patch.applyTo(object);
            case Change.Scale scale -> scale.applyTo(object);
            case Change.Create _, Change.Delete _ -> object;
          };
    } catch (PatchException e) {
      return; // it builds on another of these changes
    }
    for (Differences.Field field : Differences.between(object, after)) {
      lines.accept(
          style.plain(
              "      "
                  + change.target()
                  + "  "
                  + field.path()
                  + "  "
                  + shown(field.before())
                  + " \u2192 "
                  + shown(field.after())));
    }
  }

  private static @Nullable Obj find(ObjectRef ref, Evidence evidence) {
    try {
      return evidence.find(ref.resource(), new ObjectKey(ref.namespace(), ref.name()));
    } catch (NotSeenException e) {
      return null;
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : value;
  }
}
