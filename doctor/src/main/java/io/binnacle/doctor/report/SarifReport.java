package io.binnacle.doctor.report;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.manual.Manual;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// For code scanning: SARIF 2.1.0. A result is a finding; where it is, is the object, and the file it came from if there is one.
///
/// @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
public final class SarifReport implements Report {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private final Consumer<String> out;
  private final String version;
  private final Function<ObjectRef, @Nullable Place> files;
  private final Map<String, Check> rules = new TreeMap<>();
  private final List<Value> results = new ArrayList<>();
  private final List<Value> unseen = new ArrayList<>();

  /// Where in the files an object is.
  ///
  /// @param line counted from 1
  public record Place(String file, int line) {}

  /// @param out takes the document
  /// @param version of this program
  /// @param files where an object came from, null if from no file
  public SarifReport(
      Consumer<String> out, String version, Function<ObjectRef, @Nullable Place> files) {
    this.out = out;
    this.version = version;
    this.files = files;
  }

  @Override
  public void cluster(List<Result> found) {
    found.forEach(this::add);
  }

  @Override
  public void examined(Diagnosis diagnosis, Evidence seen) {
    diagnosis.results().forEach(this::add);
  }

  private void add(Result result) {
    switch (result.finding()) {
      case Finding.Broken broken -> {
        rules.put(result.check().id(), result.check());
        results.add(shape(result.check(), broken));
      }
      case Finding.Unknown unknown -> {
        Value notification =
            Obj.of(
                "level",
                Str.of("note"),
                "message",
                message(unknown.missing()),
                "descriptor",
                Obj.of("id", Str.of(result.check().id())));
        if (!unseen.contains(notification)) {
          unseen.add(notification);
        }
      }
      case Finding.Fine _ -> {}
    }
  }

  private Obj shape(Check check, Finding.Broken broken) {
    StringBuilder text = new StringBuilder(broken.says());
    if (!broken.remedy().tryThis().isEmpty()) {
      text.append(' ').append(Words.sentence(broken.remedy().tryThis()));
    }
    for (Change change : broken.remedy().changes()) {
      text.append('\n').append(change.command());
    }
    return Obj.builder()
        .put("ruleId", check.id())
        .put("level", level(broken.severity()))
        .put("message", message(text.toString()))
        .put("locations", Arr.of(location(broken)))
        .put(
            "partialFingerprints",
            Obj.of(
                "objectAndField/v1",
                Str.of(check.id() + " " + broken.object() + " " + broken.field())))
        .build();
  }

  private Obj location(Finding.Broken broken) {
    String name = broken.object().toString();
    Obj logical =
        Obj.of(
            "fullyQualifiedName",
            Str.of(broken.field().isEmpty() ? name : name + " " + broken.field()),
            "kind",
            Str.of("resource"));
    Obj location = Obj.of("logicalLocations", Arr.of(logical));
    Place place = files.apply(broken.object());
    if (place == null) {
      return location;
    }
    Obj physical =
        Obj.of(
            "artifactLocation",
            Obj.of("uri", Str.of(uri(place.file()))),
            "region",
            Obj.EMPTY.with("startLine", place.line()));
    return location.with("physicalLocation", physical);
  }

  /// A path as a relative reference of a URI.
  private static String uri(String file) {
    return file.replace("%", "%25").replace(" ", "%20").replace('\\', '/');
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static Obj message(String text) {
    return Obj.of("text", Str.of(text));
  }

  private static Obj rule(Check check) {
    String page = Manual.page(check.id());
    String summary = page == null ? "" : Manual.summary(page);
    Obj.Builder out =
        Obj.builder()
            .put("id", check.id())
            .put("shortDescription", message(summary.isEmpty() ? check.id() : summary))
            .put("helpUri", "urn:binnacle:doctor:check:" + check.id())
            .put("properties", Obj.of("step", Str.of(check.step().title())));
    if (page != null) {
      out.put("help", Obj.of("text", Str.of(page), "markdown", Str.of(page)));
    }
    return out.build();
  }

  @Override
  public void end(Summary summary) {
    Obj driver =
        Obj.builder()
            .put("name", "binnacle doctor")
            .put("version", version)
            .put(
                "rules",
                rules.values().stream().map(check -> (Value) rule(check)).collect(Arr.toArr()))
            .build();
    Obj.Builder invocation =
        Obj.builder()
            .put("executionSuccessful", summary.exitStatus() != 2)
            .put("exitCode", summary.exitStatus());
    if (!unseen.isEmpty()) {
      invocation.put("toolExecutionNotifications", Arr.copyOf(unseen));
    }
    Obj run =
        Obj.builder()
            .put("tool", Obj.of("driver", driver))
            .put("invocations", Arr.of(invocation.build()))
            .put("results", Arr.copyOf(results))
            .build();
    out.accept(
        Json.pretty(
            Obj.of("$schema", Str.of(SCHEMA), "version", Str.of("2.1.0"), "runs", Arr.of(run))));
  }
}
