package io.binnacle.doctor.explain;

import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.doctor.finding.Shell;
import io.binnacle.model.meta.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The last sentence of an explanation.
final class Ending {
  private static final double ALL = 0.9999;

  private Ending() {}

  static String says(Outcome outcome, List<Line> lines, List<Leg> legs) {
    return switch (outcome) {
      case REACHES ->
          legs.stream().allMatch(leg -> leg.outcome() == Outcome.REACHES)
              ? "Reaches it."
              : "Reaches it, but not on every way.";
      case UNKNOWN -> "Nobody can say from here: " + first(Mark.UNKNOWN, lines, legs) + ".";
      case FAILS -> {
        double lost = 0;
        for (Leg leg : legs) {
          lost = Math.max(lost, lost(leg));
        }
        String why = first(Mark.BAD, lines, legs);
        yield lost > 0 && lost < ALL && lines.stream().noneMatch(l -> l.mark() == Mark.BAD)
            ? percent(lost) + " of new connections fail: " + why + "."
            : "Does not reach it: " + why + ".";
      }
    };
  }

  /// What share of new connections fails at the end of a way that leads somewhere; 1 if it leads nowhere.
  private static double lost(Leg leg) {
    if (leg.lines().stream().anyMatch(l -> l.mark() == Mark.BAD)) {
      return 1;
    }
    double out = 0;
    for (Arrival arrival : leg.arrivals()) {
      out += arrival.mark() == Mark.BAD ? arrival.probability() : 0;
    }
    return out;
  }

  private static String first(Mark mark, List<Line> lines, List<Leg> legs) {
    List<Line> all = new ArrayList<>(lines);
    legs.forEach(leg -> all.addAll(leg.lines()));
    for (Line line : all) {
      if (line.mark() == mark) {
        return line.says()
            + (line.more().isEmpty()
                    || !line.topic().equals("Policies") && !line.topic().equals("DNS")
                ? ""
                : ": " + line.more().getFirst());
      }
    }
    for (Leg leg : legs) {
      for (Arrival arrival : leg.arrivals()) {
        if (arrival.mark() == mark) {
          String who = arrival.pod() == null ? arrival.place() : "Pod " + arrival.pod();
          return who + ": " + arrival.says();
        }
      }
    }
    return "it leads nowhere";
  }

  /// The command that says what is wrong with a Service.
  static String doctor(ObjectKey service) {
    return doctor("svc/", service);
  }

  static String doctor(String kind, ObjectKey object) {
    String namespace = object.namespace();
    return "binnacle doctor "
        + Shell.word(kind + object.name())
        + (namespace.equals("default") ? "" : Shell.inNamespace(namespace));
  }

  /// `33.3 %`.
  static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.1f", share * 100);
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " %";
  }
}
