package io.binnacle.doctor.report;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.report.Style.Mark;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// For people: the cause first, then the proof, then what to do; behind it the way to the Service, step by step. What is broken is
/// told as it is found, what is well at the end, a line each.
public final class TextReport implements Report {
  private final Consumer<String> lines;
  private final Style style;
  private final boolean whole;
  private final List<Row> well = new ArrayList<>();
  private final Map<String, Integer> missing = new LinkedHashMap<>();
  private boolean begun;

  /// A line of the overview: what is well, and what is to be seen of it.
  private record Row(Mark mark, String name, String seen) {}

  /// @param lines takes one line after the other
  /// @param whole whether to draw the whole way even to what is well: for one Service rather than for many
  public TextReport(Consumer<String> lines, Style style, boolean whole) {
    this.lines = lines;
    this.style = style;
    this.whole = whole;
  }

  @Override
  public void cluster(List<Result> results) {
    for (Result result : results) {
      switch (result.finding()) {
        case Finding.Broken broken -> {
          if (whole && broken.severity() == Severity.NOTE) {
            continue;
          }
          apart();
          tell("The cluster", result, broken);
        }
        case Finding.Unknown unknown -> missing.merge(unknown.missing(), 1, Integer::sum);
        case Finding.Fine _ -> {}
      }
    }
  }

  @Override
  public void examined(Diagnosis diagnosis, Evidence seen) {
    boolean sure = isSure(diagnosis, seen);
    for (Result result : diagnosis.results()) {
      if (!sure && result.finding() instanceof Finding.Unknown unknown) {
        missing.merge(unknown.missing(), 1, Integer::sum);
      }
    }
    if (whole) {
      draw(diagnosis, seen);
    } else if (diagnosis.isBroken()) {
      apart();
      findings(diagnosis);
    } else {
      Mark mark = sure ? Mark.FINE : Mark.UNKNOWN;
      well.add(new Row(mark, diagnosis.subject().toString(), inShort(diagnosis, seen)));
    }
  }

  @Override
  public void end(Summary summary) {
    if (!well.isEmpty()) {
      apart();
      int widest = well.stream().mapToInt(row -> row.name().length()).max().orElse(0);
      for (Row row : well) {
        String line = padded(row.name(), widest) + "  " + row.seen();
        say(style.mark(row.mark()) + " " + style.plain(line.stripTrailing()));
      }
    }
    if (!missing.isEmpty()) {
      apart();
      say(style.strong("Could not look, so this is not known to be well:"));
      missing.forEach((what, times) ->
          say("  " + style.mark(Mark.UNKNOWN) + " " + style.plain(what) + needed(times)));
    }
    if (!whole) {
      apart();
      say(total(summary));
    }
  }

  private static String needed(int times) {
    return times == 1 ? "" : " (" + times + " checks)";
  }

  private static String total(Summary summary) {
    List<String> parts = new ArrayList<>();
    if (summary.services() > 0 || summary.workloads() == 0) {
      parts.add(Words.countOrNo(summary.services(), "Service"));
    }
    if (summary.workloads() > 0) {
      parts.add(Words.countOrNo(summary.workloads(), "workload"));
    }
    String out = String.join(" and ", parts) + ": " + summary.broken() + " broken";
    out += summary.unsure() == 0 ? "" : ", " + summary.unsure() + " not seen in full";
    out += ", " + (summary.subjects() - summary.broken() - summary.unsure()) + " well";
    return summary.cluster() ? out + "; the cluster itself is broken" : out;
  }

  /// What is not in manifests may be in others: that is not worth a word.
  private static boolean isSure(Diagnosis diagnosis, Evidence seen) {
    return !diagnosis.isUnsure() || seen.facts().origin() == Facts.Origin.MANIFESTS;
  }

  // ---- one subject

  private void draw(Diagnosis diagnosis, Evidence seen) {
    apart();
    if (diagnosis.broken().isEmpty()) {
      boolean sure = isSure(diagnosis, seen);
      Mark mark = sure ? Mark.FINE : Mark.UNKNOWN;
      String verdict = sure ? "nothing is wrong" : "nothing wrong was seen, but not all of it";
      say(style.mark(mark) + " " + style.strong(diagnosis.subject().toString()) + ": " + verdict);
    } else {
      findings(diagnosis);
    }
    List<Steps.Line> steps = Steps.of(diagnosis, seen);
    if (!steps.isEmpty()) {
      say("");
    }
    int widest = steps.stream().mapToInt(l -> l.step().title().length()).max().orElse(0);
    for (int i = 0; i < steps.size(); i++) {
      Steps.Line line = steps.get(i);
      say(
          ("  "
                  + style.branch(i == steps.size() - 1)
                  + " "
                  + style.mark(mark(line.state()))
                  + " "
                  + padded(line.step().title(), widest)
                  + "  "
                  + style.plain(line.seen()))
              .stripTrailing());
    }
  }

  private static Mark mark(Steps.State state) {
    return switch (state) {
      case FINE -> Mark.FINE;
      case BROKEN -> Mark.BROKEN;
      case WARNING -> Mark.WARNING;
      case UNKNOWN -> Mark.UNKNOWN;
      case FOLLOWS -> Mark.FOLLOWS;
    };
  }

  private void findings(Diagnosis diagnosis) {
    boolean first = true;
    for (Result result : diagnosis.results()) {
      if (result.finding() instanceof Finding.Broken broken) {
        if (!first) {
          say("");
        }
        String behind = first || result.behind() == 0 ? "" : " (behind that)";
        tell(diagnosis.subject() + behind, result, broken);
        first = false;
      }
    }
  }

  private void tell(String subject, Result result, Finding.Broken broken) {
    Mark mark =
        switch (broken.severity()) {
          case ERROR -> Mark.BROKEN;
          case WARNING -> Mark.WARNING;
          case NOTE -> Mark.NOTE;
        };
    // Many a sentence begins with its subject already.
    String says =
        broken.says().startsWith(subject + " ") ? broken.says() : subject + ": " + broken.says();
    say(style.mark(mark) + " " + style.strong(says));
    proofs(broken.because());
    if (!broken.remedy().tryThis().isEmpty()) {
      say("  " + style.plain(Words.sentence(broken.remedy().tryThis())));
    }
    for (Change change : broken.remedy().changes()) {
      say("  " + style.arrow() + " " + style.strong(change.command()));
    }
    say(style.faint("  why: " + style.command() + " --about " + result.check().id()));
  }

  private void proofs(List<Proof> because) {
    int widest = because.stream().mapToInt(p -> p.object().toString().length()).max().orElse(0);
    int wide = because.stream().mapToInt(p -> p.field().length()).max().orElse(0);
    for (Proof proof : because) {
      String field = wide == 0 ? "" : padded(proof.field(), wide) + "  ";
      say(
          style.plain(
              ("    " + padded(proof.object().toString(), widest) + "  " + field + proof.shows())
                  .stripTrailing()));
    }
  }

  private static String inShort(Diagnosis diagnosis, Evidence seen) {
    if (!diagnosis.subject().resource().equals(ResourceName.SERVICES)) {
      return "";
    }
    ServiceView service = seen.service(diagnosis.subject().key());
    if (service == null) {
      return "";
    }
    String kind = Steps.kind(service);
    if (service.isExternalName()) {
      return kind;
    }
    try {
      return kind + ", " + Steps.endpoints(service, seen);
    } catch (NotSeenException e) {
      return kind + ", endpoints not seen";
    }
  }

  private void apart() {
    if (begun) {
      say("");
    }
  }

  private void say(String line) {
    begun = true;
    lines.accept(line);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
