package io.binnacle.testkit.load;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of a load.
///
/// @param begun requests begun, those refused for want of room included
/// @param answered those with a whole 2xx answer
/// @param repeated those that needed a second, new connection ([LoadPlan.Connections#KEPT]); also in `answered` or `failures`
/// @param failed how many failed
/// @param failures the first 1,000 of them, by time begun
/// @param backends who answered, by the first line of the body
/// @param latency of the answered ones, from the moment each was due
public record LoadReport(
    long begun,
    long answered,
    long repeated,
    long failed,
    List<Failure> failures,
    SortedMap<String, Seen> backends,
    Latency latency) {
  static final int FAILURES_KEPT = 1_000;

  /// One backend's answers.
  ///
  /// @param count how many
  /// @param firstMillis end of its first answer, milliseconds since the epoch
  /// @param lastMillis end of its last answer
  public record Seen(long count, long firstMillis, long lastMillis) {}

  /// Microseconds.
  public record Latency(long p50, long p90, long p99, long max) {
    static Latency of(long[] sortedMicros) {
      if (sortedMicros.length == 0) {
        return new Latency(0, 0, 0, 0);
      }
      int last = sortedMicros.length - 1;
      return new Latency(
          sortedMicros[(int) (last * 0.5)],
          sortedMicros[(int) (last * 0.9)],
          sortedMicros[(int) (last * 0.99)],
          sortedMicros[last]);
    }
  }

  /// How often each backend answered, for [Spread].
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    backends.forEach((name, seen) -> counts.put(name, seen.count()));
    return counts;
  }

  /// The kept failures begun at `moment` or later.
  public List<Failure> failuresSince(Instant moment) {
    return failures.stream().filter(f -> f.begunMillis() >= moment.toEpochMilli()).toList();
  }

  /// Nothing failed and everything was answered.
  public boolean clean() {
    return failed == 0 && answered == begun;
  }

  /// For people and assertion messages: totals, kinds of failure with the first of each, backends.
  public String describe() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%d begun, %d answered, %d repeated, %d failed; latency us p50 %d p90 %d p99 %d max %d%n",
            begun,
            answered,
            repeated,
            failed,
            latency.p50,
            latency.p90,
            latency.p99,
            latency.max));
    Map<Failure.Kind, List<Failure>> kinds = new EnumMap<>(Failure.Kind.class);
    failures.forEach(f -> kinds.computeIfAbsent(f.kind(), _ -> new ArrayList<>()).add(f));
    kinds.forEach((kind, all) ->
        out.append(
            String.format(
                Locale.ROOT,
                "  %-16s %6d  first begun %s, after %d ms: %s%n",
                kind,
                all.size(),
                Instant.ofEpochMilli(all.getFirst().begunMillis()),
                all.getFirst().tookMillis(),
                all.getFirst().detail())));
    backends.forEach((name, seen) ->
        out.append(
            String.format(
                Locale.ROOT,
                "  %-40s %6d  %s .. %s%n",
                name,
                seen.count,
                Instant.ofEpochMilli(seen.firstMillis),
                Instant.ofEpochMilli(seen.lastMillis))));
    return out.toString();
  }

  /// As one JSON object, the line a child process hands over.
  public Obj toObj() {
    Obj.Builder who = Obj.builder();
    backends.forEach((name, seen) ->
        who.put(
            name, Arr.of(Int.of(seen.count), Int.of(seen.firstMillis), Int.of(seen.lastMillis))));
    return Obj.builder()
        .put("begun", begun)
        .put("answered", answered)
        .put("repeated", repeated)
        .put("failed", failed)
        .put("failures", Arr.copyOf(failures.stream().map(Failure::toObj).toList()))
        .put("backends", who.build())
        .put(
            "latencyMicros",
            Arr.of(
                Int.of(latency.p50), Int.of(latency.p90), Int.of(latency.p99), Int.of(latency.max)))
        .build();
  }

  /// Reads what [#toObj] wrote.
  static LoadReport of(Obj o) {
    SortedMap<String, Seen> who = new TreeMap<>();
    o.obj("backends")
        .forEach((name, value) -> {
          List<Long> n = longs((Arr) value);
          who.put(name, new Seen(n.get(0), n.get(1), n.get(2)));
        });
    List<Long> l = longs(o.arr("latencyMicros"));
    return new LoadReport(
        o.integer("begun", 0),
        o.integer("answered", 0),
        o.integer("repeated", 0),
        o.integer("failed", 0),
        o.arr("failures").objects().stream().map(Failure::of).toList(),
        who,
        new Latency(l.get(0), l.get(1), l.get(2), l.get(3)));
  }

  private static List<Long> longs(Arr numbers) {
    return numbers.stream().map(v -> ((Int) v).value()).toList();
  }
}
