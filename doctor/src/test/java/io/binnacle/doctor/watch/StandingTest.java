package io.binnacle.doctor.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.watch.Standing.Noted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// When something is said.
class StandingTest {
  private static final Instant START = Instant.parse("2030-05-01T12:00:00Z");
  private static final Noted LABELS = noted("a-b", Step.LABELS, Severity.ERROR, "wrong");
  private static final Noted PODS = noted("pods", Step.PODS, Severity.ERROR, "no Pods");
  private static final Noted LIKELY = noted("likely", Step.PORTS, Severity.WARNING, "perhaps");

  private final Standing standing = new Standing();
  private final TokenBucket all = new TokenBucket(100, Duration.ofSeconds(1));

  @Test
  void theSurerAThingIsTheSoonerItIsSaid() {
    assertThat(sayings(0, 60, LABELS, PODS, LIKELY))
        .containsExactly("5: AB wrong", "10: Likely perhaps", "15: Pods no Pods");
  }

  @Test
  void whatPassesIsNotSaid() {
    assertThat(sayings(0, 4, LABELS)).isEmpty();
    assertThat(sayings(5, 60)).isEmpty();
    assertThat(standing.isIdle(at(60))).isTrue();
  }

  @Test
  void whatIsOverIsSaidOnceItLasts() {
    sayings(0, 10, LABELS);
    assertThat(sayings(11, 15)).as("over for a moment").isEmpty();
    assertThat(sayings(16, 30, LABELS)).as("it never was").isEmpty();
    assertThat(sayings(31, 60)).containsExactly("41: Resolved AB no longer holds");
  }

  @Test
  void otherWordsWait() {
    sayings(0, 10, LABELS);
    assertThat(sayings(11, 200, noted("a-b", Step.LABELS, Severity.ERROR, "very wrong")))
        .containsExactly("125: AB very wrong");
  }

  @Test
  void whoComesAndGoesIsHeardSomeTimesAndThenRarely() {
    List<String> said = new ArrayList<>();
    for (int second = 0; second < 600; second += 40) {
      said.addAll(sayings(second, second + 19, LABELS));
      said.addAll(sayings(second + 20, second + 39));
    }
    assertThat(said).hasSizeBetween(10, 6 + 600 / 60);
  }

  /// What is said from one second to another, both included, while this is wrong.
  private List<String> sayings(int from, int to, Noted... wrong) {
    List<String> out = new ArrayList<>();
    for (int second = from; second <= to; second++) {
      for (Standing.Saying saying : standing.update(List.of(wrong), Set.of(), at(second), all)) {
        out.add(second + ": " + saying.reason() + " " + saying.message());
      }
    }
    return out;
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private static Noted noted(String id, Step step, Severity severity, String message) {
    return new Noted(id, step, severity, message, message);
  }
}
