package io.binnacle.dns.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.log.ErrorLog.Rule;
import io.binnacle.dns.name.DnsName;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorLogTest {
  private static final DnsName NAME = DnsName.of("example.org");

  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final List<String> lines = new ArrayList<>();

  @Test
  void theFirstOfAKindIsShownAndTheRestCounted() {
    ErrorLog log = log();
    for (int i = 0; i < 5; i++) {
      log.failed(2, NAME, 1, "no upstream answered in 5 s");
    }
    assertEquals(List.of("ERROR SERVFAIL example.org. A: no upstream answered in 5 s"), lines);
    scheduler.advance(Duration.ofSeconds(31));
    assertEquals(
        "ERROR 5 errors like 'no upstream answered in 5 s' occurred in last 30s", lines.getLast());
    log.failed(2, NAME, 1, "no upstream answered in 5 s");
    assertEquals(3, lines.size());
  }

  @Test
  void oneErrorAloneHasNoSummary() {
    log().failed(2, NAME, 1, "gone");
    scheduler.advance(Duration.ofSeconds(60));
    assertEquals(1, lines.size());
  }

  @Test
  void rulesSayWhatIsAlikeForHowLongAndHowLoud() {
    Rule timeouts =
        new Rule(Pattern.compile(".* timeout$"), Duration.ofMinutes(5), Level.WARNING, false);
    Rule failures = new Rule(Pattern.compile("failed"), Duration.ofSeconds(10), Level.INFO, true);
    ErrorLog log = log(timeouts, failures);
    log.failed(2, NAME, 1, "read timeout");
    log.failed(2, DnsName.of("example.com"), 28, "write timeout");
    log.failed(5, NAME, 1, "failed to read");
    log.failed(5, NAME, 1, "failed to write");
    assertEquals(List.of("INFO REFUSED example.org. A: failed to read"), lines);
    scheduler.advance(Duration.ofMinutes(6));
    assertEquals(
        List.of(
            "INFO 2 errors like 'failed' occurred in last 10s",
            "WARNING 2 errors like '.* timeout$' occurred in last 5m"),
        lines.subList(1, 3));
  }

  @Test
  void reasonsWithoutEndAreShownAsOne() {
    ErrorLog log = log();
    for (int i = 0; i < 10_000; i++) {
      log.failed(2, NAME, 1, "reason " + i);
    }
    assertEquals(ErrorLog.MAX_REASONS + 1, lines.size());
    scheduler.advance(Duration.ofSeconds(31));
    assertTrue(
        lines.getLast().endsWith("9936 errors like other reasons occurred in last 30s"),
        lines.getLast());
  }

  @Test
  void reasonsCannotForgeLines() {
    log().failed(2, NAME, 1, "a\n[INFO] b" + "x".repeat(1_000));
    assertTrue(lines.getFirst().contains("a?[INFO] b"), lines::toString);
    assertTrue(lines.getFirst().length() < 300, lines::toString);
  }

  private ErrorLog log(Rule... rules) {
    return new ErrorLog(scheduler, List.of(rules), (level, line) -> lines.add(level + " " + line));
  }
}
