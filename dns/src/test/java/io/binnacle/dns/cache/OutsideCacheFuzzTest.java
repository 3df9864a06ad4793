package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.cache.CacheConfig.Prefetch;
import io.binnacle.dns.cache.CacheConfig.ServeStale;
import io.binnacle.dns.cache.CacheConfig.Share;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.forward.fake.ScriptedExchange;
import io.binnacle.dns.wire.OutsideMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any sequence of questions, answers, failures and pauses, against other servers that say anything.
class OutsideCacheFuzzTest {
  private static final long CAPACITY = 20_000;
  private static final List<String> NAMES =
      List.of("a.", "B.a.", "www.example.com.", "WWW.Example.com.");
  private static final List<String> TYPES = List.of("A", "TXT", "CNAME");

  @FuzzTest
  void everyQuestionGetsOneSoundAnswerInItsOwnCase(FuzzedDataProvider data) {
    run(data::consumeInt, data::consumeBytes, () -> data.remainingBytes() > 0);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyQuestionGetsOneSoundAnswerInItsOwnCase(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] steps = {2_000};
    run(
        (from, to) -> random.nextInt(from, to + 1),
        max -> {
          byte[] octets = new byte[random.nextInt(max + 1)];
          random.nextBytes(octets);
          return octets;
        },
        () -> steps[0]-- > 0);
  }

  /// A number of an interval, both ends included.
  private interface Numbers {
    int next(int from, int to);
  }

  /// Some octets, `max` at most.
  private interface Octets {
    byte[] next(int max);
  }

  private static void run(Numbers numbers, Octets octets, BooleanSupplier more) {
    SimulatedScheduler time = new SimulatedScheduler(1);
    ScriptedExchange servers = new ScriptedExchange();
    ServeStale stale =
        numbers.next(0, 1) == 0 ? ServeStale.DEFAULT : ServeStale.immediate(Duration.ofMinutes(10));
    OutsideCache cache =
        new OutsideCache(
            servers,
            new CacheConfig(
                new Share(CAPACITY, 5, 3_600),
                new Share(CAPACITY, 5, 1_800),
                Duration.ofSeconds(5),
                new Prefetch(numbers.next(0, 3), Duration.ofMinutes(1), 50),
                stale,
                false,
                100),
            time,
            CacheEvents.NONE);
    int asked = 0;
    List<String> answered = new ArrayList<>();
    while (more.getAsBoolean()) {
      switch (numbers.next(0, 5)) {
        case 0, 1 -> {
          OutsideQuestion question =
              Replies.ask(
                  NAMES.get(numbers.next(0, NAMES.size() - 1)),
                  TYPES.get(numbers.next(0, TYPES.size() - 1)));
          asked++;
          cache.resolve(question, answer -> answered.add(checked(answer, question)));
        }
        case 2 -> {
          if (servers.waiting() > 0) {
            servers.answer(question ->
                switch (numbers.next(0, 6)) {
                  case 0, 1 -> Replies.address(numbers.next(0, 4_000), "192.0.2.1").apply(question);
                  case 2 -> Replies.nxdomain().apply(question);
                  case 3 -> Replies.rcode("SERVFAIL").apply(question);
                  case 4 -> Replies.rcode("NOERROR+TC").apply(question);
                  case 5 -> Replies.failed().apply(question);
                  default -> new OutsideAnswer.Answered(octets.next(200), false);
                });
          }
        }
        case 3 -> time.advance(Duration.ofMillis(numbers.next(0, 5_000)));
        case 4 -> time.advance(Duration.ofSeconds(numbers.next(0, 4_000)));
        default -> {
          assertTrue(cache.octets(Kind.SUCCESS) <= CAPACITY);
          assertTrue(cache.octets(Kind.DENIAL) <= CAPACITY);
        }
      }
    }
    cache.close();
    assertEquals(asked, answered.size());
  }

  private static String checked(OutsideAnswer answer, OutsideQuestion question) {
    if (answer instanceof OutsideAnswer.Answered(byte[] message, boolean _)) {
      OutsideMessage read = OutsideMessage.read(message);
      assertNotNull(read);
      assertEquals(question.type(), read.type());
      byte[] name = new byte[question.name().length() - 1];
      question.name().writeTo(name, 0);
      assertArrayEquals(name, Arrays.copyOfRange(message, 12, 12 + name.length));
      assertTrue(read.smallestTtl() <= 4_000);
    }
    return answer.getClass().getSimpleName();
  }
}
