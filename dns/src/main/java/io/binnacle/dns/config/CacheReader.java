package io.binnacle.dns.config;

import io.binnacle.dns.config.CacheRule.Kept;
import io.binnacle.dns.config.CacheRule.Prefetch;
import io.binnacle.dns.config.CacheRule.Stale;
import io.binnacle.dns.name.DnsName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the directive `cache`.
final class CacheReader {
  private static final List<String> OPTIONS =
      List.of("denial", "disable", "keepttl", "prefetch", "servfail", "serve_stale", "success");
  private static final int CAPACITY = 9_984;
  private static final int MOST = 10_000_000;
  private static final int MIN_TTL = 5;
  private static final int SUCCESS_TTL = 3_600;
  private static final int DENIAL_TTL = 1_800;
  private static final int LONGEST = 604_800;
  private static final Duration LONGEST_SERVFAIL = Duration.ofMinutes(5);

  private List<DnsName> zones = List.of();
  private Kept success = new Kept(CAPACITY, SUCCESS_TTL, MIN_TTL);
  private Kept denial = new Kept(CAPACITY, DENIAL_TTL, MIN_TTL);
  private List<DnsName> noSuccess = List.of();
  private List<DnsName> noDenial = List.of();
  private @Nullable Prefetch prefetch;
  private @Nullable Stale stale;
  private Duration servfail = Duration.ofSeconds(5);
  private boolean keepTtl;

  static void read(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    CacheReader reader = new CacheReader();
    List<Token> args = line.args();
    if (!args.isEmpty() && args.getFirst().text().chars().allMatch(c -> c >= '0' && c <= '9')) {
      int ttl = Words.whole(line, args.getFirst(), 1, LONGEST, "seconds");
      reader.success = new Kept(CAPACITY, ttl, Math.min(MIN_TTL, ttl));
      reader.denial = new Kept(CAPACITY, ttl, Math.min(MIN_TTL, ttl));
      args = args.subList(1, args.size());
    }
    reader.zones = Words.zones(line, args);
    for (Directive option : line.lines()) {
      reader.option(option);
    }
    to.cache = reader.build();
  }

  private void option(Directive line) throws ConfigException {
    Words.noBlock(line);
    switch (line.word()) {
      case "success" -> success = kept(line, success);
      case "denial" -> denial = kept(line, denial);
      case "disable" -> disable(line);
      case "prefetch" -> prefetch(line);
      case "serve_stale" -> stale(line);
      case "servfail" -> {
        Words.count(line, 1, 1, "a duration of at most 5m");
        servfail = Words.duration(line, line.args().getFirst());
        if (servfail.compareTo(LONGEST_SERVFAIL) > 0) {
          throw Words.wrong(line, "want a duration of at most 5m");
        }
      }
      case "keepttl" -> {
        Words.count(line, 0, 0, "nothing behind it");
        keepTtl = true;
      }
      default -> throw Words.unknown(line, "cache", OPTIONS);
    }
  }

  private static Kept kept(Directive line, Kept usual) throws ConfigException {
    Words.count(line, 1, 3, "CAPACITY [TTL] [MINTTL]");
    int capacity = Words.whole(line, line.args().getFirst(), 1, MOST, "answers");
    int max = usual.maxTtl();
    int min = usual.minTtl();
    if (line.args().size() > 1) {
      max = Words.whole(line, line.args().get(1), 1, LONGEST, "seconds");
      min = Math.min(min, max);
    }
    if (line.args().size() > 2) {
      min = Words.whole(line, line.args().get(2), 0, max, "seconds");
    }
    return new Kept(capacity, max, min);
  }

  private void disable(Directive line) throws ConfigException {
    String which = line.args().isEmpty() ? "" : line.args().getFirst().text();
    List<DnsName> of =
        line.args().size() < 2
            ? List.of(DnsName.ROOT)
            : Words.zones(line, line.args().subList(1, line.args().size()));
    switch (which) {
      case "success" -> noSuccess = of;
      case "denial" -> noDenial = of;
      default -> throw Words.wrong(line, "want success or denial, and perhaps zones");
    }
  }

  private void prefetch(Directive line) throws ConfigException {
    String want = "want AMOUNT [DURATION] [PERCENTAGE%] with 10% to 90%";
    if (line.args().isEmpty() || line.args().size() > 3) {
      throw Words.wrong(line, want);
    }
    int amount = Words.whole(line, line.args().getFirst(), 0, MOST, "queries");
    Duration gap = Duration.ofMinutes(1);
    int percent = 10;
    if (line.args().size() > 1) {
      gap = Words.duration(line, line.args().get(1));
    }
    if (line.args().size() > 2) {
      String text = line.args().get(2).text();
      if (!text.matches("[1-9]0?[0-9]?%")) {
        throw Words.wrong(line, want);
      }
      percent = Integer.parseInt(text.substring(0, text.length() - 1));
      if (percent < 10 || percent > 90) {
        throw Words.wrong(line, want);
      }
    }
    prefetch = amount == 0 ? null : new Prefetch(amount, gap, percent);
  }

  private void stale(Directive line) throws ConfigException {
    Words.count(line, 0, 3, "[DURATION] [immediate | verify [TIMEOUT]]");
    Duration upTo = Duration.ofHours(1);
    boolean immediate = true;
    Duration patience = Duration.ZERO;
    List<Token> args = line.args();
    if (!args.isEmpty()) {
      upTo = Words.duration(line, args.getFirst());
    }
    if (args.size() > 1) {
      immediate =
          switch (args.get(1).text()) {
            case "immediate" -> true;
            case "verify", "verified" -> false;
            default -> throw Words.wrong(line, "want [DURATION] [immediate | verify [TIMEOUT]]");
          };
    }
    if (args.size() > 2) {
      if (immediate) {
        throw Words.wrong(line, "a timeout goes with verify only");
      }
      patience = Words.duration(line, args.get(2));
    }
    stale = new Stale(upTo, immediate, patience);
  }

  private CacheRule build() {
    return new CacheRule(
        zones, success, denial, noSuccess, noDenial, prefetch, stale, servfail, keepTtl);
  }
}
