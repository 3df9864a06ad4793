package io.binnacle.bench.dns;

import io.binnacle.bench.report.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What our server allocates for a query: how much its heap grew while it answered, with what the collector took away meanwhile added
/// again, less what it grows by in the same time when nobody asks.
final class Allocation {
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");

  /// So that what is allocated once weighs little.
  private static final int TURNS = 3;

  private static final String GC_LOG = "gc.log";

  private Allocation() {}

  /// What the server must be started with.
  static String jvmOption(Path folder) {
    return "-Xlog:gc:file=" + folder.resolve(GC_LOG);
  }

  static void measure(Lab lab, Contender ours) throws IOException, InterruptedException {
    lab.say("allocation");
    long millis = Math.round(TURNS * lab.options().seconds() * 1_000);
    long before = everAllocated(lab, ours);
    Thread.sleep(millis);
    long idle = everAllocated(lab, ours) - before;
    before = everAllocated(lab, ours);
    Load.Result result =
        lab.load(
            ours,
            lab.queries(),
            "--outstanding",
            Lab.OUTSTANDING,
            "--seconds",
            Double.toString(TURNS * lab.options().seconds()));
    long busy = everAllocated(lab, ours) - before;
    double each = Math.max(0, busy - idle) / (double) result.get("answered");
    lab.report()
        .note(
            String.format(
                Locale.ROOT,
                "Allocated by binnacle while it answered %,d queries: %,d kB; idle for as long: %,d kB."
                    + " That is %.2f octets a query.",
                result.get("answered"),
                busy / 1024,
                idle / 1024,
                each));
    // A heap that grows by a region nobody filled is no allocation per query.
    lab.report().goal("allocated per query", each, true, 1, "octets");
  }

  /// Octets in use now and all that was collected before.
  private static long everAllocated(Lab lab, Contender ours) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String heap = Programs.run(jcmd, Long.toString(ours.process().pid()), "GC.heap_info");
    long kilo = 0;
    for (Matcher used = USED.matcher(heap); used.find(); ) {
      kilo += Long.parseLong(used.group(1));
    }
    long mega = 0;
    for (String line : collections(lab)) {
      Matcher collection = COLLECTION.matcher(line);
      if (collection.find()) {
        mega += Long.parseLong(collection.group(1)) - Long.parseLong(collection.group(2));
      }
    }
    return kilo * 1024 + (mega << 20);
  }

  private static List<String> collections(Lab lab) throws IOException {
    Path log = lab.folder().resolve(GC_LOG);
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }
}
