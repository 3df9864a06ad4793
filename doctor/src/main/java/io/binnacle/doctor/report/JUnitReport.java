package io.binnacle.doctor.report;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// For build servers: JUnit's XML, one test case for each subject. What could not be looked at is a skipped one, a note no failure.
public final class JUnitReport implements Report {
  private final Consumer<String> lines;
  private final List<String> cases = new ArrayList<>();
  private int failures;
  private int skipped;

  /// @param lines takes one line after the other
  public JUnitReport(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void cluster(List<Result> results) {
    if (!results.isEmpty()) {
      add("Cluster", "cluster", results);
    }
  }

  @Override
  public void examined(Diagnosis diagnosis, Evidence seen) {
    List<Result> told =
        seen.facts().origin() == Facts.Origin.MANIFESTS
            ? diagnosis.results().stream()
                .filter(r -> r.finding() instanceof Finding.Broken)
                .toList()
            : diagnosis.results();
    add(
        diagnosis.subject().namespace() + "." + diagnosis.subject().kind(),
        diagnosis.subject().name(),
        told);
  }

  @Override
  public void end(Summary summary) {
    lines.accept("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    String counts =
        " tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\""
            .formatted(cases.size(), failures, skipped);
    lines.accept("<testsuites name=\"binnacle doctor\"" + counts + ">");
    lines.accept("  <testsuite name=\"binnacle doctor\"" + counts + ">");
    // The other formats are one document each; so is this, cut where lines were.
    cases.forEach(lines);
    lines.accept("  </testsuite>");
    lines.accept("</testsuites>");
  }

  private void add(String group, String name, List<Result> results) {
    String opened =
        "    <testcase classname=\"" + Xml.text(group) + "\" name=\"" + Xml.text(name) + "\"";
    Result first = firstBroken(results);
    List<String> missing = new ArrayList<>();
    StringBuilder details = new StringBuilder();
    for (Result result : results) {
      switch (result.finding()) {
        case Finding.Broken broken when broken.severity() != Severity.NOTE ->
            details.append(details(result, broken));
        case Finding.Unknown unknown -> missing.add(unknown.missing());
        default -> {}
      }
    }
    if (first != null && first.finding() instanceof Finding.Broken broken) {
      failures++;
      cases.add(opened + ">");
      cases.add(
          "      <failure type=\""
              + Xml.text(first.check().id())
              + "\" message=\""
              + Xml.text(broken.says())
              + "\">"
              + Xml.text(details.toString())
              + "</failure>");
      cases.add("    </testcase>");
    } else if (!missing.isEmpty()) {
      skipped++;
      String why = String.join("; ", missing.stream().distinct().toList());
      cases.add(opened + "><skipped message=\"" + Xml.text(why) + "\"/></testcase>");
    } else {
      cases.add(opened + "/>");
    }
  }

  private static @Nullable Result firstBroken(List<Result> results) {
    for (Result result : results) {
      if (result.finding() instanceof Finding.Broken broken && broken.severity() != Severity.NOTE) {
        return result;
      }
    }
    return null;
  }

  private static String details(Result result, Finding.Broken broken) {
    StringBuilder out = new StringBuilder(result.check().id() + ": " + broken.says() + "\n");
    broken
        .because()
        .forEach(proof ->
            out.append("  ")
                .append(proof.object())
                .append(proof.field().isEmpty() ? "" : " " + proof.field())
                .append(": ")
                .append(proof.shows())
                .append('\n'));
    out.append("  ").append(Words.sentence(broken.remedy().tryThis())).append('\n');
    for (Change change : broken.remedy().changes()) {
      out.append("  ").append(change.command()).append('\n');
    }
    return out.toString();
  }
}
