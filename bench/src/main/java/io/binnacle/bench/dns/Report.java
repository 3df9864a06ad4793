package io.binnacle.bench.dns;

import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// What was found: tables as they come, and at the end the goals; or everything as one JSON object.
final class Report {
  private final boolean json;
  private final String conditions;
  private final List<Value> figures = new ArrayList<>();
  private final List<Value> goals = new ArrayList<>();
  private final List<Value> notes = new ArrayList<>();
  private final TextTable goalTable =
      new TextTable().row(List.of("goal", "measured", "wanted", ""));

  Report(boolean json, String conditions) {
    this.json = json;
    this.conditions = conditions;
    if (!json) {
      System.out.println(conditions);
    }
  }

  /// Shows a table.
  void table(TextTable table) {
    if (!json) {
      System.out.println(table);
    }
  }

  /// Says what a reader of a table must know.
  void note(String text) {
    notes.add(new Str(text));
    if (!json) {
      System.out.println(text + "\n");
    }
  }

  /// Keeps a figure for the JSON.
  ///
  /// @param values in some small unit, of which `scale` make one `unit`
  void figure(String part, String what, String server, String unit, Figures values, double scale) {
    if (values.isEmpty()) {
      return;
    }
    figures.add(
        Obj.builder()
            .put("part", new Str(part))
            .put("what", new Str(what))
            .put("server", new Str(server))
            .put("unit", new Str(unit))
            .put("median", real(values.median() / scale))
            .put("values", Arr.copyOf(values.nanos().stream().map(v -> real(v / scale)).toList()))
            .build());
  }

  /// Compares with what the issue asks for.
  void goal(String what, double measured, boolean atMost, double limit, String unit) {
    boolean met = atMost ? measured <= limit : measured >= limit;
    goals.add(
        Obj.builder()
            .put("goal", new Str(what))
            .put("measured", real(measured))
            .put(atMost ? "atMost" : "atLeast", real(limit))
            .put("unit", new Str(unit))
            .put("met", Bool.of(met))
            .build());
    String space = unit.isEmpty() ? "" : " " + unit;
    goalTable.row(
        List.of(
            what,
            Figures.number(measured) + space,
            (atMost ? "<= " : ">= ") + Figures.number(limit) + space,
            met ? "met" : "MISSED"));
  }

  private static Real real(double value) {
    return new Real(new BigDecimal(value).round(new MathContext(6)));
  }

  /// Writes what is left to write.
  void end() {
    if (!json) {
      System.out.println(goals.isEmpty() ? "" : goalTable);
      return;
    }
    System.out.println(
        Json.pretty(
            Obj.builder()
                .put("conditions", Arr.strings(List.of(conditions.strip().split("\n"))))
                .put("figures", Arr.copyOf(figures))
                .put("goals", Arr.copyOf(goals))
                .put("notes", Arr.copyOf(notes))
                .put("count", Int.of(figures.size()))
                .build()));
  }
}
