package io.binnacle.dns.cache;

import static io.binnacle.dns.cache.Replies.address;
import static io.binnacle.dns.cache.Replies.ask;
import static io.binnacle.dns.cache.Replies.askOverTcp;
import static io.binnacle.dns.cache.Replies.failed;
import static io.binnacle.dns.cache.Replies.nxdomain;
import static io.binnacle.dns.cache.Replies.rcode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.cache.CacheConfig.Prefetch;
import io.binnacle.dns.cache.CacheConfig.ServeStale;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.forward.fake.ScriptedExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutsideCacheTest {
  private static final OutsideQuestion WWW = ask("www.example.com", "A");
  private static final String OLD = "NOERROR www.example.com. 300 A 192.0.2.1";

  private final SimulatedScheduler time = new SimulatedScheduler(1);
  private final ScriptedExchange servers = new ScriptedExchange();
  private final List<String> events = new ArrayList<>();
  private OutsideCache cache = cache(ServeStale.DEFAULT, Prefetch.OFF);

  private OutsideCache cache(ServeStale stale, Prefetch prefetch) {
    CacheConfig plain = CacheConfig.DEFAULT;
    return new OutsideCache(
        servers,
        new CacheConfig(
            plain.success(), plain.denial(), plain.failureTtl(), prefetch, stale, false, 3),
        time,
        new Heard());
  }

  private final class Heard implements CacheEvents {
    @Override
    public void hit(Kind kind) {
      events.add("hit " + kind);
    }

    @Override
    public void miss() {
      events.add("miss");
    }

    @Override
    public void prefetch() {
      events.add("prefetch");
    }

    @Override
    public void dropped() {
      events.add("dropped");
    }

    @Override
    public void servedStale() {
      events.add("stale");
    }
  }

  /// What has been answered to one question so far.
  private List<String> resolve(OutsideQuestion question) {
    List<String> got = new ArrayList<>();
    cache.resolve(question, answer -> got.add(Replies.read(answer)));
    return got;
  }

  private void pass(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  /// An address that was good for 300 s and is so no more.
  private void anOldAddress() {
    servers.script(address(300, "192.0.2.1"));
    resolve(WWW);
    pass(301);
    events.clear();
  }

  @Test
  void theSecondQuestionIsAnsweredFromMemoryAndItsTtlIsCountedDown() {
    servers.script(address(300, "192.0.2.1"));
    assertEquals(List.of(OLD), resolve(WWW));
    pass(100);
    assertEquals(List.of("NOERROR www.example.com. 200 A 192.0.2.1"), resolve(WWW));
    assertEquals(1, servers.asked().size());
    assertEquals(List.of("miss", "hit SUCCESS"), events);
  }

  @Test
  void anAnswerIsAskedForAgainOnceItsTtlIsOver() {
    servers.script(address(300, "192.0.2.1"));
    resolve(WWW);
    pass(300);
    servers.script(address(300, "192.0.2.2"));
    assertEquals(List.of("NOERROR www.example.com. 300 A 192.0.2.2"), resolve(WWW));
  }

  @Test
  void everyRecordKeepsItsOwnTtl() {
    servers.script(question ->
        Replies.answered(
            question,
            "NOERROR",
            List.of(
                "www.example.com. 300 IN CNAME cdn.example.net.",
                "cdn.example.net. 20 IN A 192.0.2.1"),
            List.of()));
    resolve(WWW);
    pass(15);
    assertEquals(
        List.of(
            "NOERROR www.example.com. 285 CNAME cdn.example.net. cdn.example.net. 5 A 192.0.2.1"),
        resolve(WWW));
  }

  @Test
  void typeAndDoAndCdAreAskedForApart() {
    servers.script(nxdomain());
    resolve(WWW);
    resolve(ask("www.example.com", "TXT"));
    resolve(new OutsideQuestion(WWW.name(), 1, true, false, false));
    resolve(new OutsideQuestion(WWW.name(), 1, false, true, false));
    assertEquals(4, servers.asked().size());
    assertEquals(4, cache.entries(Kind.DENIAL));
  }

  @Test
  void whoeverAsksGetsTheCaseInWhichHeAsked() {
    servers.script(address(300, "192.0.2.1"));
    resolve(ask("wWw.exAmple.com", "A"));
    assertEquals(
        List.of("NOERROR WWW.example.COM. 300 A 192.0.2.1"), resolve(ask("WWW.example.COM", "A")));
  }

  @Test
  void theSameQuestionIsAskedOnceAndEverybodyGetsHisOwnCaseBack() {
    List<String> one = resolve(ask("www.EXAMPLE.com", "A"));
    List<String> two = resolve(ask("WWW.example.com", "A"));
    assertEquals(1, servers.waiting());
    servers.answer(address(300, "192.0.2.1"));
    assertEquals(List.of("NOERROR www.EXAMPLE.com. 300 A 192.0.2.1"), one);
    assertEquals(List.of("NOERROR WWW.example.com. 300 A 192.0.2.1"), two);
  }

  @Test
  void aTruncatedAnswerIsForThoseWhoCameByDatagramOnly() {
    List<String> udp = resolve(WWW);
    List<String> tcp = resolve(askOverTcp("www.example.com", "A"));
    servers.answer(rcode("NOERROR+TC"));
    assertEquals(List.of("NOERROR"), udp);
    assertEquals(List.of(), tcp);
    servers.answer(address(300, "192.0.2.1"));
    assertEquals(List.of(OLD), tcp);
  }

  @Test
  void tooManyWaitingAreTurnedAway() {
    resolve(WWW);
    resolve(WWW);
    resolve(ask("mail.example.com", "A"));
    assertEquals(List.of("overloaded"), resolve(WWW));
    servers.answer(address(300, "192.0.2.1"));
    assertEquals(List.of(), resolve(ask("ftp.example.com", "A")));
  }

  @Test
  void anAnswerToAnotherQuestionIsNeitherKeptNorPassedOn() {
    servers.script(_ -> address(300, "192.0.2.9").apply(ask("bank.example.com", "A")));
    assertEquals(List.of("failed"), resolve(WWW));
    assertEquals(0, cache.entries(Kind.SUCCESS));
    assertEquals(List.of("miss", "dropped"), events);
  }

  @Test
  void aMalformedAnswerIsAFailure() {
    servers.script(_ -> new OutsideAnswer.Answered(new byte[] {1, 2, 3}, false));
    assertEquals(List.of("failed"), resolve(WWW));
  }

  @Test
  void aServerFailureIsBelievedForFiveSeconds() {
    servers.script(rcode("SERVFAIL"));
    resolve(WWW);
    pass(4);
    assertEquals(List.of("SERVFAIL"), resolve(WWW));
    assertEquals(1, servers.asked().size());
    pass(1);
    servers.script(address(300, "192.0.2.1"));
    assertEquals(List.of(OLD), resolve(WWW));
  }

  @Test
  void anOldAnswerServesWhenNobodyAnswers() {
    anOldAddress();
    servers.script(failed());
    assertEquals(List.of("stale NOERROR www.example.com. 30 A 192.0.2.1"), resolve(WWW));
    assertEquals(List.of("miss", "stale"), events);
  }

  @Test
  void anOldAnswerServesWhenServersFail() {
    anOldAddress();
    servers.script(rcode("SERVFAIL"));
    assertEquals(List.of("stale NOERROR www.example.com. 30 A 192.0.2.1"), resolve(WWW));
    servers.script(rcode("REFUSED"));
    pass(31);
    assertEquals(List.of("stale NOERROR www.example.com. 30 A 192.0.2.1"), resolve(WWW));
  }

  @Test
  void anOldAnswerGoesOutWhenServersTakeTooLongAndTheNewOneIsKept() {
    anOldAddress();
    servers.hold();
    List<String> got = resolve(WWW);
    time.advance(Duration.ofMillis(1_799));
    assertEquals(List.of(), got);
    time.advance(Duration.ofMillis(1));
    assertEquals(List.of("stale NOERROR www.example.com. 30 A 192.0.2.1"), got);
    assertEquals(
        List.of("stale NOERROR www.example.com. 30 A 192.0.2.1"),
        resolve(WWW),
        "nobody waits twice");
    servers.answer(address(300, "192.0.2.2"));
    assertEquals(1, got.size());
    assertEquals(List.of("NOERROR www.example.com. 300 A 192.0.2.2"), resolve(WWW));
  }

  @Test
  void serversThatFailedAreLeftAloneForHalfAMinute() {
    anOldAddress();
    servers.script(failed());
    resolve(WWW);
    int asked = servers.asked().size();
    pass(29);
    resolve(WWW);
    assertEquals(asked, servers.asked().size());
    pass(1);
    resolve(WWW);
    assertEquals(asked + 1, servers.asked().size());
  }

  @Test
  void anOldAnswerIsNoUseAfterAnHour() {
    anOldAddress();
    pass(3_600);
    servers.script(failed());
    assertEquals(List.of("failed"), resolve(WWW));
  }

  @Test
  void aNewDenialReplacesAnOldAnswerForGood() {
    anOldAddress();
    servers.script(nxdomain());
    assertEquals(List.of("NXDOMAIN example.com. 60 SOA"), resolve(WWW));
    pass(61);
    servers.script(failed());
    assertEquals(List.of("stale NXDOMAIN example.com. 30 SOA"), resolve(WWW));
  }

  @Test
  void aNewAnswerReplacesAnOldDenialForGood() {
    servers.script(nxdomain());
    resolve(WWW);
    pass(61);
    servers.script(address(300, "192.0.2.1"));
    assertEquals(List.of(OLD), resolve(WWW));
    assertEquals(0, cache.entries(Kind.DENIAL));
    pass(301);
    servers.script(failed());
    assertEquals(List.of("stale NOERROR www.example.com. 30 A 192.0.2.1"), resolve(WWW));
  }

  @Test
  void aDenialThatCannotBeKeptStillEndsAnOldAnswer() {
    anOldAddress();
    servers.script(rcode("NXDOMAIN"));
    assertEquals(List.of("NXDOMAIN"), resolve(WWW));
    servers.script(failed());
    assertEquals(List.of("failed"), resolve(WWW));
  }

  @Test
  void anOldFailureIsNeverGiven() {
    servers.script(rcode("SERVFAIL"));
    resolve(WWW);
    pass(6);
    servers.script(failed());
    assertEquals(List.of("failed"), resolve(WWW));
  }

  @Test
  void immediateModeGivesTheOldAnswerFirstAndAsksBehindIt() {
    cache = cache(ServeStale.immediate(Duration.ofHours(1)), Prefetch.OFF);
    anOldAddress();
    servers.hold();
    assertEquals(List.of("stale NOERROR www.example.com. 0 A 192.0.2.1"), resolve(WWW));
    assertEquals(List.of("stale NOERROR www.example.com. 0 A 192.0.2.1"), resolve(WWW));
    assertEquals(1, servers.waiting());
    servers.answer(address(300, "192.0.2.2"));
    assertEquals(List.of("NOERROR www.example.com. 300 A 192.0.2.2"), resolve(WWW));
  }

  @Test
  void withoutServeStaleAFailureIsAFailure() {
    cache = cache(ServeStale.OFF, Prefetch.OFF);
    anOldAddress();
    servers.script(failed());
    assertEquals(List.of("failed"), resolve(WWW));
  }

  @Test
  void aPopularAnswerIsAskedForAgainBeforeItExpires() {
    cache = cache(ServeStale.DEFAULT, new Prefetch(3, Duration.ofMinutes(1), 10));
    servers.script(address(300, "192.0.2.1"));
    resolve(WWW);
    pass(255);
    servers.hold();
    resolve(WWW);
    resolve(WWW);
    resolve(WWW);
    assertEquals(0, servers.waiting(), "15 % of the TTL are left");
    pass(15);
    assertEquals(List.of("NOERROR www.example.com. 30 A 192.0.2.1"), resolve(WWW));
    resolve(WWW);
    assertEquals(1, servers.waiting(), "one at a time");
    servers.answer(address(300, "192.0.2.2"));
    assertEquals(List.of("NOERROR www.example.com. 300 A 192.0.2.2"), resolve(WWW));
    assertTrue(events.contains("prefetch"));
  }

  @Test
  void aPauseMakesAnAnswerUnpopular() {
    cache = cache(ServeStale.DEFAULT, new Prefetch(3, Duration.ofMinutes(1), 10));
    servers.script(address(300, "192.0.2.1"));
    resolve(WWW);
    resolve(WWW);
    resolve(WWW);
    pass(280);
    servers.hold();
    resolve(WWW);
    resolve(WWW);
    assertEquals(0, servers.waiting());
  }

  @Test
  void aFailedPrefetchLeavesTheAnswerAlone() {
    cache = cache(ServeStale.DEFAULT, new Prefetch(1, Duration.ofMinutes(1), 10));
    servers.script(address(300, "192.0.2.1"));
    resolve(WWW);
    pass(280);
    servers.script(rcode("SERVFAIL"));
    resolve(WWW);
    int asked = servers.asked().size();
    assertEquals(List.of("NOERROR www.example.com. 20 A 192.0.2.1"), resolve(WWW));
    assertEquals(asked, servers.asked().size(), "nor is it tried at every question");
  }

  @Test
  void whoeverWaitsWhenItIsClosedHearsOfIt() {
    List<String> got = resolve(WWW);
    cache.close();
    assertEquals(List.of("failed"), got);
    assertTrue(servers.isClosed());
  }
}
