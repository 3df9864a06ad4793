package io.binnacle.bench.dns;

import java.util.List;

/// What was asked for on the command line.
///
/// @param only parts to measure; empty for all
/// @param rounds of everything that is measured in turns, 1..100
/// @param services in the cluster, 10..100,000
/// @param seconds of each turn of load, 0.1..60
/// @param force measure although the machine is busy
/// @param json write JSON rather than tables
/// @param corednsProgram empty if there is none
record Options(
    List<String> only,
    int rounds,
    int services,
    double seconds,
    boolean force,
    boolean json,
    String corednsProgram) {

  static Options parse(String... args) {
    List<String> only = List.of();
    int rounds = 8;
    int services = 10_000;
    double seconds = 2;
    boolean force = false;
    boolean json = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--only" -> only = List.of(value(args, ++i).split(","));
        case "--rounds" -> rounds = number(args, ++i, 1, 100);
        case "--services" -> services = number(args, ++i, 10, 100_000);
        case "--seconds" -> seconds = Double.parseDouble(value(args, ++i));
        case "--force" -> force = true;
        case "-o" -> {
          if (!value(args, ++i).equals("json")) {
            throw new IllegalArgumentException("-o " + args[i] + ": want json");
          }
          json = true;
        }
        default ->
            throw new IllegalArgumentException(
                args[i]
                    + ": want --only, --rounds, --services, --seconds, --force, -o json, --help");
      }
    }
    if (!(seconds >= 0.1 && seconds <= 60)) {
      throw new IllegalArgumentException("--seconds " + seconds + ": want 0.1 to 60");
    }
    for (String name : only) {
      if (!DnsBench.PARTS.containsKey(name)) {
        throw new IllegalArgumentException(
            "--only " + name + ": want some of " + String.join(",", DnsBench.PARTS.keySet()));
      }
    }
    return new Options(
        only, rounds, services, seconds, force, json, System.getProperty("bench.coredns", ""));
  }

  boolean wants(String part) {
    return only.isEmpty() || only.contains(part);
  }

  private static String value(String[] args, int i) {
    if (i == args.length) {
      throw new IllegalArgumentException(args[i - 1] + ": its value is missing");
    }
    return args[i];
  }

  private static int number(String[] args, int i, int from, int to) {
    String text = value(args, i);
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < from || Integer.parseInt(text) > to) {
      throw new IllegalArgumentException(
          args[i - 1] + " " + text + ": want a number from " + from + " to " + to);
    }
    return Integer.parseInt(text);
  }
}
