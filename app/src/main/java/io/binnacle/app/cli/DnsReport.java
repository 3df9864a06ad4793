package io.binnacle.app.cli;

import io.binnacle.dns.config.ConfigReport;
import io.binnacle.dns.config.ConfigReport.Row;
import io.binnacle.dns.config.ConfigReport.Section;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;

/// What a configuration means, for people and for programs.
final class DnsReport {
  private DnsReport() {}

  /// An aligned table.
  static String table(DnsConfig config) {
    List<Section> sections = ConfigReport.of(config);
    int width =
        sections.stream()
            .flatMap(s -> s.rows().stream())
            .mapToInt(row -> row.directive().length())
            .max()
            .orElse(0);
    StringBuilder out = new StringBuilder();
    for (Section section : sections) {
      out.append(section.title());
      out.append(section.at().isEmpty() ? "" : "  (" + section.at() + ")").append('\n');
      for (Row row : section.rows()) {
        out.append("  ").append(row.directive());
        out.append(" ".repeat(width - row.directive().length() + 2));
        out.append(row.means()).append('\n');
      }
    }
    return out.toString();
  }

  /// `{"sections":[{"title","at","directives":[{"name","means":[…]}]}]}`.
  static String json(DnsConfig config) {
    List<Value> sections = new ArrayList<>();
    for (Section section : ConfigReport.of(config)) {
      List<Value> directives = new ArrayList<>();
      for (int i = 0; i < section.rows().size(); ) {
        String name = section.rows().get(i).directive();
        List<String> means = new ArrayList<>();
        do {
          means.add(section.rows().get(i).means());
          i++;
        } while (i < section.rows().size() && section.rows().get(i).directive().isEmpty());
        directives.add(Obj.builder().put("name", name).put("means", Arr.strings(means)).build());
      }
      sections.add(
          Obj.builder()
              .put("title", section.title())
              .put("at", section.at())
              .put("directives", Arr.copyOf(directives))
              .build());
    }
    return Json.text(Obj.builder().put("sections", Arr.copyOf(sections)).build()) + "\n";
  }
}
