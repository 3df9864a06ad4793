package io.binnacle.doctor.corpus;

import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.corpus.Ward.Mark;
import io.binnacle.doctor.corpus.Ward.Treatment;
import io.binnacle.doctor.corpus.baseline.ServiceAnalyzer;
import io.binnacle.doctor.corpus.baseline.ServiceLinter;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The marks of the whole corpus, and the table people read.
record Score(
    Map<String, List<Mark>> single,
    List<Mark> twofold,
    List<String> alarms,
    int subjects,
    int linterAlarms,
    int analyzerAlarms,
    int healthyServices,
    int healthyWorlds) {

  static Score take() {
    return of(Corpus.single(), Doubles.all(), Healthy.all());
  }

  static Score of(
      Map<String, List<Case>> cases, List<Case> doubles, List<Healthy.Control> healthy) {
    Map<String, List<Mark>> single = new LinkedHashMap<>();
    cases.forEach((id, all) -> single.put(id, all.stream().map(Ward::mark).toList()));
    List<Mark> twofold = doubles.stream().map(Ward::mark).toList();
    List<String> alarms = new ArrayList<>();
    int subjects = 0;
    int services = 0;
    int linter = 0;
    int analyzer = 0;
    for (Healthy.Control control : healthy) {
      Settled settled = new Settler(control.world()).settle();
      Ward.alarms(settled, control.rules())
          .forEach(said -> alarms.add(control.name() + ": " + said));
      subjects += Ward.subjects(settled);
      for (var service : settled.all(io.binnacle.model.meta.ResourceName.SERVICES)) {
        var key = io.binnacle.model.meta.ObjectKey.of(service);
        services++;
        linter += ServiceLinter.codes(settled, key).isEmpty() ? 0 : 1;
        analyzer += ServiceAnalyzer.failures(settled, key).isEmpty() ? 0 : 1;
      }
    }
    return new Score(single, twofold, alarms, subjects, linter, analyzer, services, healthy.size());
  }

  private List<Mark> every() {
    return single.values().stream().flatMap(List::stream).toList();
  }

  /// The share of marks for which `good` holds, 0..1; 1 of none.
  static double share(List<Mark> marks, Predicate<Mark> good) {
    return marks.isEmpty() ? 1 : (double) marks.stream().filter(good).count() / marks.size();
  }

  /// Of every class, whether its check is there or not.
  List<Mark> marks(boolean open) {
    return every().stream().filter(m -> m.of().open() == open).toList();
  }

  /// The classes whose check is not there.
  List<String> unchecked() {
    return single.keySet().stream().filter(id -> !isKnown(id)).toList();
  }

  /// The cases whose remedy has changes, which were made.
  List<Mark> treated() {
    return every().stream().filter(m -> m.treatment() != Treatment.NONE).toList();
  }

  static boolean isKnown(String id) {
    return Checks.ALL.stream().anyMatch(c -> c.id().equals(id));
  }

  private static boolean linted(Mark mark) {
    return !ServiceLinter.codes(settled(mark), mark.of().site().service()).isEmpty();
  }

  private static boolean analyzed(Mark mark) {
    return !ServiceAnalyzer.failures(settled(mark), mark.of().site().service()).isEmpty();
  }

  private static Settled settled(Mark mark) {
    return mark.of().settled();
  }

  String table() {
    StringBuilder out = new StringBuilder();
    out.append(
        "%-28s %9s %9s %9s %9s %8s %8s%n"
            .formatted("class", "open", "held out", "mended", "not", "popeye*", "k8sgpt*"));
    single.forEach((id, marks) -> {
      List<Mark> open = marks.stream().filter(m -> m.of().open()).toList();
      List<Mark> held = marks.stream().filter(m -> !m.of().open()).toList();
      out.append(
          "%-28s %9s %9s %9d %9d %8s %8s%s%n"
              .formatted(
                  id,
                  of(open, Mark::first),
                  of(held, Mark::first),
                  count(marks, Mark::mended),
                  count(marks, m -> m.treatment() == Treatment.FAILED),
                  of(marks, Score::linted),
                  of(marks, Score::analyzed),
                  isKnown(id) ? "" : "   no such check"));
    });
    List<Mark> every = every();
    List<Mark> open = every.stream().filter(m -> m.of().open()).toList();
    List<Mark> held = every.stream().filter(m -> !m.of().open()).toList();
    out.append(
        "%-28s %9s %9s %9d %9d %8s %8s%n"
            .formatted(
                "all",
                of(open, Mark::first),
                of(held, Mark::first),
                count(every, Mark::mended),
                count(every, m -> m.treatment() == Treatment.FAILED),
                of(every, Score::linted),
                of(every, Score::analyzed)));
    out.append(
        "%nroot cause first and right: open %s, held out %s; with extra causes counted against it: %.1f %%%n"
            .formatted(
                open.isEmpty() ? "-" : percent(share(open, Mark::first)),
                percent(share(held, Mark::first)),
                100
                    * every.stream()
                        .mapToDouble(m -> m.all() ? m.precision() : 0)
                        .average()
                        .orElse(0)));
    out.append(
        "remedies with changes: %s of %d mend%n"
            .formatted(percent(share(treated(), Mark::mended)), treated().size()));
    out.append(
        "two faults at once: both named %s of %d%n"
            .formatted(percent(share(twofold, Mark::all)), twofold.size()));
    out.append(
        "false alarms: %d of %d subjects in %d worlds that work%n"
            .formatted(alarms.size(), subjects, healthyWorlds));
    out.append(
        "  the same worlds, Services reported: popeye* %d, k8sgpt* %d of %d%n"
            .formatted(linterAlarms, analyzerAlarms, healthyServices));
    out.append(
        "* their rules told anew; a hit is any report of level warning or above about that Service, whatever it says\n");
    return out.toString();
  }

  private static String of(List<Mark> marks, Predicate<Mark> good) {
    return marks.isEmpty() ? "-" : count(marks, good) + "/" + marks.size();
  }

  private static int count(List<Mark> marks, Predicate<Mark> good) {
    return (int) marks.stream().filter(good).count();
  }

  static String percent(double share) {
    return "%.1f %%".formatted(100 * share);
  }

  /// What went wrong, case by case.
  List<String> misses() {
    List<String> out = new ArrayList<>();
    for (Mark mark : every()) {
      if (!mark.first()) {
        out.add(
            mark.of()
                + "\n    fails: "
                + mark.of().failures().getFirst()
                + "\n    truth: "
                + mark.of().injected().getFirst().truth()
                + "\n    said:  "
                + (mark.said().isEmpty() ? "nothing" : mark.said()));
      }
    }
    for (Mark mark : twofold) {
      if (!mark.all()) {
        out.add(
            mark.of()
                + "\n    truth: "
                + mark.of().injected().stream().map(i -> i.truth().toString()).toList()
                + "\n    said:  "
                + mark.said());
      }
    }
    for (Mark mark : every()) {
      if (mark.treatment() == Treatment.FAILED) {
        out.add("not mended: " + mark.of() + " by " + mark.said().getFirst().broken().remedy());
      }
    }
    return out;
  }
}
