package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.peer.Tool;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What [PeersBench] has counted, and the table people read.
final class PeerTable {
  /// The kinds false alarms are counted of, beside Services; Pods count as their workload.
  static final Set<String> SUBJECTS =
      Set.of("Service", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Pod");

  private static final List<String> COLUMNS =
      List.of(
          "right",
          "named",
          "POPEYE service",
          "linter",
          "POPEYE any",
          "POPEYE new",
          "K8SGPT service",
          "analyzer",
          "K8SGPT any",
          "K8SGPT new");
  private static final String FORMAT = "%-28s %7s %7s | %7s %7s %7s %7s | %7s %7s %7s %7s%n";

  final List<Line> lines = new ArrayList<>();
  final Map<Tool, Integer> serviceAlarms = new EnumMap<>(Tool.class);
  final Map<Tool, Integer> subjectAlarms = new EnumMap<>(Tool.class);

  /// Of Services in worlds that work, by what is reported.
  final Map<Tool, Map<String, Integer>> reports = new EnumMap<>(Tool.class);

  final List<String> alarms = new ArrayList<>();
  final Map<Tool, Integer> compared = new EnumMap<>(Tool.class);
  final Map<Tool, List<String>> differences = new EnumMap<>(Tool.class);
  int worlds;
  int services;
  int subjects;
  int linterAlarms;
  int analyzerAlarms;

  /// One class.
  static final class Line {
    final String id;
    final Map<String, Integer> hits = new TreeMap<>();
    int cases;

    Line(String id) {
      this.id = id;
    }

    void count(String column, boolean hit) {
      hits.merge(column, hit ? 1 : 0, Integer::sum);
    }

    private Object[] cells(boolean percent) {
      List<String> out = new ArrayList<>(List.of(id));
      for (String column : COLUMNS) {
        int count = hits.getOrDefault(column, 0);
        out.add(
            percent
                ? "%.1f %%".formatted(100.0 * count / Math.max(cases, 1))
                : count + "/" + cases);
      }
      return out.toArray();
    }
  }

  String text(int sample, Rounds rounds) {
    Line all = new Line("all");
    StringBuilder out = new StringBuilder();
    out.append("up to %d cases of each class%n".formatted(sample));
    out.append(FORMAT.formatted("", "binnacle", "", "popeye", "", "", "", "k8sgpt", "", "", ""));
    out.append(
        FORMAT.formatted(
            "class", "right", "named", "Service", "anew*", "any", "new", "Service", "anew*", "any",
            "new"));
    for (Line line : lines) {
      all.cases += line.cases;
      line.hits.forEach((column, count) -> all.hits.merge(column, count, Integer::sum));
      out.append(FORMAT.formatted(line.cells(false)));
    }
    out.append(FORMAT.formatted(all.cells(false)));
    out.append(FORMAT.formatted(all.cells(true)));
    out.append("%nfalse alarms in %d worlds that work%n".formatted(worlds));
    out.append("  binnacle: %d, of %d Services and workloads%n".formatted(alarms.size(), subjects));
    alarms.forEach(each -> out.append("    ").append(each).append('\n'));
    for (Tool tool : Tool.values()) {
      int anew = tool == Tool.POPEYE ? linterAlarms : analyzerAlarms;
      int told = subjectAlarms.getOrDefault(tool, 0);
      int ofServices = serviceAlarms.getOrDefault(tool, 0);
      out.append(
          "  %s: %d of %d Services (anew* %d); %d of %d Services and workloads%n"
              .formatted(name(tool), ofServices, services, anew, told, subjects));
      reports
          .getOrDefault(tool, Map.of())
          .forEach((what, count) -> out.append("    %d x %s%n".formatted(count, what)));
    }
    for (Tool tool : Tool.values()) {
      List<String> others = differences.getOrDefault(tool, List.of());
      int count = compared.getOrDefault(tool, 0);
      out.append(
          "%n%s and its rules told anew agree on %d of %d Services%n"
              .formatted(name(tool), count - others.size(), count));
      others.stream().limit(20).forEach(each -> out.append("  ").append(each).append('\n'));
      List<String> failed = rounds.failures(tool);
      out.append("%s ended without a whole report: %d%n".formatted(name(tool), failed.size()));
      failed.stream().limit(5).forEach(each -> out.append("  ").append(each).append('\n'));
    }
    return out.toString();
  }

  private static String name(Tool tool) {
    return tool.name().toLowerCase(java.util.Locale.ROOT);
  }
}
