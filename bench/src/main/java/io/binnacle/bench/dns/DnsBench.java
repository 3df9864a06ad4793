package io.binnacle.bench.dns;

import io.binnacle.bench.report.Conditions;
import io.binnacle.bench.report.Programs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything issue 4 asks of the DNS in figures, by one command: `bench/dns.sh`.
public final class DnsBench {
  /// One part of the measurements.
  interface Part {
    void measure(Lab lab) throws IOException, InterruptedException;
  }

  /// By the name `--only` knows it by, in the order they run.
  static final Map<String, Part> PARTS = parts();

  private static Map<String, Part> parts() {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("saturation", Saturation::measure);
    parts.put("latency", Latency::measure);
    parts.put("scale", Scale::measure);
    parts.put("changes", Changes::measure);
    parts.put("start", StartUp::measure);
    parts.put("forwarding", Forwarding::measure);
    parts.put("memory", Memory::measure);
    return parts;
  }

  private DnsBench() {}

  /// Runs it and prints its tables.
  ///
  /// @param args as [Options] reads them
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = Options.parse(args);
    Conditions.requireIdle(options.force());
    List<String> command = new ArrayList<>(List.of("bench/dns.sh"));
    command.addAll(List.of(args));
    Report report = new Report(options.json(), Conditions.describe(command, software(options)));
    if (options.corednsProgram().isEmpty()) {
      report.note("CoreDNS is not measured: bench/coredns.sh could not build it.");
    }
    boolean failed = false;
    try (Lab lab = new Lab(options, report)) {
      for (Map.Entry<String, Part> part : PARTS.entrySet()) {
        if (options.wants(part.getKey())) {
          try {
            part.getValue().measure(lab);
          } catch (IOException e) {
            failed = true;
            report.note(part.getKey() + ": NOT MEASURED: " + e.getMessage());
          }
        }
      }
    }
    report.end();
    if (failed) {
      System.exit(1);
    }
  }

  private static String software(Options options) throws IOException {
    List<String> versions = new ArrayList<>();
    versions.add(firstLine("gcc", "--version"));
    versions.add(firstLine("nsd", "-v"));
    versions.add(firstLine("knotd", "--version"));
    if (!options.corednsProgram().isEmpty()) {
      versions.add(firstLine(options.corednsProgram(), "-version"));
    }
    return String.join(", ", versions);
  }

  private static String firstLine(String... command) throws IOException {
    return Programs.run(command).lines().findFirst().orElse("");
  }
}
