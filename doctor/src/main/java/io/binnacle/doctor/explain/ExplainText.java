package io.binnacle.doctor.explain;

import io.binnacle.doctor.explain.NameExplanation.Found;
import io.binnacle.doctor.explain.NameExplanation.Try;
import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.doctor.finding.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Explanations as text, aligned; nothing in it is coloured, so that it can be searched and pasted.
public final class ExplainText {
  private static final int MOST_ARRIVALS = 12;
  private static final int TOPIC = 9;
  private static final String INDENT = " ".repeat(TOPIC + 3);

  private ExplainText() {}

  /// A path.
  public static String of(PathExplanation path) {
    StringBuilder out = new StringBuilder();
    out.append(Printable.of(path.from() + " → " + path.to())).append('\n');
    path.lines().forEach(line -> line(out, line));
    for (Leg leg : path.legs()) {
      out.append('\n').append(Printable.of(leg.title())).append('\n');
      leg.lines().forEach(line -> line(out, line));
      arrivals(out, leg.arrivals());
    }
    end(out, path.says(), path.next());
    return out.toString();
  }

  private static void line(StringBuilder out, Line line) {
    out.append(line.mark().sign())
        .append(' ')
        .append(padded(line.topic(), TOPIC))
        .append(' ')
        .append(Printable.of(line.says()))
        .append('\n');
    line.more().forEach(more -> out.append(INDENT).append(Printable.of(more)).append('\n'));
  }

  private static void arrivals(StringBuilder out, List<Arrival> all) {
    List<List<String>> rows = new ArrayList<>();
    for (Arrival arrival : all.subList(0, Math.min(MOST_ARRIVALS, all.size()))) {
      rows.add(
          Stream.of(
                  arrival.pod() == null ? "-" : arrival.pod().toString(),
                  arrival.place(),
                  arrival.node().isEmpty() ? "-" : "node " + arrival.node(),
                  arrival.says())
              .map(Printable::of)
              .toList());
    }
    int[] widths = new int[4];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      Arrival arrival = all.get(i);
      out.append(arrival.mark().sign())
          .append(' ')
          .append(padded(Ending.percent(arrival.probability()), TOPIC));
      for (int column = 0; column < widths.length; column++) {
        out.append(column == 0 ? " " : "  ")
            .append(
                column == widths.length - 1
                    ? rows.get(i).get(column)
                    : padded(rows.get(i).get(column), widths[column]));
      }
      out.append('\n');
    }
    if (all.size() > rows.size()) {
      out.append(INDENT).append("and ").append(all.size() - rows.size()).append(" more\n");
    }
  }

  /// A name.
  public static String of(NameExplanation name) {
    StringBuilder out = new StringBuilder();
    out.append(Printable.of(name.name() + " " + name.type() + ", asked by " + name.whose()))
        .append('\n');
    line(out, new Line(Mark.NOTE, "Resolver", name.why(), name.settings()));
    int number = 1;
    for (Try each : name.tries()) {
      List<String> more = new ArrayList<>();
      for (Found found : each.records()) {
        more.add(found.record() + (found.from().isEmpty() ? "" : "   (" + found.from() + ")"));
      }
      if (!each.why().isEmpty()) {
        more.add(each.why());
      }
      line(out, new Line(each.mark(), "Try " + number++, each.name() + "  " + each.result(), more));
    }
    end(out, name.says(), name.next());
    return out.toString();
  }

  private static void end(StringBuilder out, String says, List<String> next) {
    out.append('\n').append(Printable.of(says)).append('\n');
    next.forEach(command -> out.append("Next: ").append(Printable.of(command)).append('\n'));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
