package io.binnacle.dns.cache;

import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.cache.CacheConfig.ServeStale;
import io.binnacle.dns.cache.Waiters.Flight;
import io.binnacle.dns.cache.Waiters.Joined;
import io.binnacle.dns.cache.Waiters.Waiter;
import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.Exchange;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.wire.OutsideMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Answers from memory, and asks other servers for the rest: each question once, however many want to know. Any thread.
///
/// An answer that has outlived its TTL serves while the other servers fail (RFC 8767), and never once they have said
/// anything newer. See `docs/decisions/0059`.
public final class OutsideCache implements OutsideNames {
  private static final Logger LOG = System.getLogger(OutsideCache.class.getName());
  private static final int IN = 1;

  private final Exchange exchange;
  private final CacheConfig config;
  private final Scheduler scheduler;
  private final CacheEvents events;
  private final MessageStore store;
  private final Waiters waiters;

  /// @param exchange closed with this
  public OutsideCache(
      Exchange exchange, CacheConfig config, Scheduler scheduler, CacheEvents events) {
    this.exchange = exchange;
    this.config = config;
    this.scheduler = scheduler;
    this.events = events;
    this.store =
        new MessageStore(
            config.success().capacity(),
            config.denial().capacity(),
            config.serveStale().keep(),
            events);
    this.waiters = new Waiters(config.maxWaiting());
  }

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    Key key = Key.of(question);
    long now = now();
    Entry entry = store.find(key);
    if (entry == null || !entry.isUseful(now, config.serveStale().keep())) {
      ask(key, question, null, out);
    } else if (entry.isFresh(now)) {
      boolean due = noteHit(entry, now);
      out.accept(said(entry, question, now));
      if (due) {
        refresh(entry);
      }
    } else if (entry.isResting(now)) {
      noteHit(entry, now);
      out.accept(said(entry, question, now));
    } else if (config.serveStale().mode() == ServeStale.Mode.IMMEDIATE) {
      noteHit(entry, now);
      out.accept(said(entry, question, now));
      refresh(entry);
    } else {
      ask(key, question, entry, out);
    }
  }

  @Override
  public PacketAnswerer packets(QueryCounters counters, RandomGenerator random) {
    return new PacketHits(store, this::wanted, counters, random);
  }

  /// Notes that a packet's question is answered from an entry.
  ///
  /// @return how many seconds old the entry is, or −1 if it is not to be used
  private int wanted(Entry entry) {
    long now = now();
    if (!entry.isFresh(now)) {
      return -1;
    }
    if (noteHit(entry, now)) {
      refresh(entry);
    }
    return config.keepTtl() ? 0 : entry.age(now);
  }

  /// Entries in memory.
  public int entries(Kind kind) {
    return store.size(kind);
  }

  /// Octets in memory, about.
  public long octets(Kind kind) {
    return store.weight(kind);
  }

  /// Whoever waits is told that it failed.
  @Override
  public void close() {
    exchange.close();
    for (Flight flight : waiters.flights()) {
      landed(flight, new OutsideAnswer.Failed("the server is being stopped"));
    }
  }

  /// @return whether the answer is to be asked for again before it expires
  private boolean noteHit(Entry entry, long now) {
    entry.visit();
    events.hit(entry.kind);
    CacheConfig.Prefetch prefetch = config.prefetch();
    return prefetch.amount() > 0
        && entry.isDue(now, prefetch)
        && entry.knowledge
        && !entry.isResting(now);
  }

  /// What an entry says to a question, as old as it is now.
  private OutsideAnswer said(Entry entry, OutsideQuestion question, long now) {
    byte[] name = cased(question);
    if (entry.isFresh(now)) {
      int age = config.keepTtl() ? 0 : entry.age(now);
      return new OutsideAnswer.Answered(entry.counted(name, age), false);
    }
    events.servedStale();
    return new OutsideAnswer.Answered(entry.stale(name, config.serveStale().ttl()), true);
  }

  private void ask(
      Key key, OutsideQuestion question, @Nullable Entry stale, Consumer<OutsideAnswer> out) {
    events.miss();
    Joined joined = waiters.join(key, question, out);
    if (joined == null) {
      out.accept(stale == null ? new OutsideAnswer.Overloaded() : said(stale, question, now()));
      return;
    }
    Duration patience = config.serveStale().patience();
    Waiter waiter = joined.waiter();
    if (stale != null && !patience.isZero()) {
      waiter.timer = scheduler.schedule(patience, () -> outOfPatience(waiter, stale));
    }
    Flight flight = joined.toAsk();
    if (flight != null) {
      Entry entry = store.find(key); // another flight may have landed since the caller looked
      if (entry != null && entry.isFresh(now())) {
        land(flight, new Landing.Known(entry), now());
      } else {
        send(flight);
      }
    }
  }

  /// The question stays under way; others get the old answer at once until it ends.
  private void outOfPatience(Waiter waiter, Entry stale) {
    Consumer<OutsideAnswer> out = waiter.take();
    if (out != null) {
      long now = now();
      rest(stale, now);
      give(out, said(stale, waiter.question, now));
    }
  }

  private void refresh(Entry entry) {
    Flight flight = waiters.begin(entry.key, entry.question());
    if (flight != null) {
      events.prefetch();
      send(flight);
    }
  }

  private void send(Flight flight) {
    try {
      exchange.ask(flight.question, answer -> landed(flight, answer));
    } catch (RuntimeException e) { // a bug there must not leave everybody waiting here
      LOG.log(Level.ERROR, "asking for " + flight.question.name() + " failed", e);
      landed(flight, new OutsideAnswer.Failed("asking failed: " + e));
    }
  }

  private void landed(Flight flight, OutsideAnswer answer) {
    long now = now();
    land(flight, landing(flight, answer, now), now);
  }

  /// Tells everybody who waits. What is kept is in memory by now, so that nobody asks in between.
  private void land(Flight flight, Landing landing, long now) {
    List<Waiter> waited = waiters.end(flight);
    if (waited == null) {
      return;
    }
    for (Waiter waiter : waited) {
      Consumer<OutsideAnswer> out = waiter.take();
      if (out != null) {
        give(out, forWaiter(landing, waiter.question, now));
      }
    }
  }

  private OutsideAnswer forWaiter(Landing landing, OutsideQuestion question, long now) {
    return switch (landing) {
      case Landing.Known(Entry entry) -> said(entry, question, now);
      case Landing.Passed(OutsideMessage message) ->
          new OutsideAnswer.Answered(named(message, cased(question)), false);
      case Landing.Nothing(OutsideAnswer answer) -> answer;
    };
  }

  /// What everybody who waited is told.
  private sealed interface Landing {
    /// What is in memory, new or old.
    record Known(Entry entry) implements Landing {}

    /// A message that is not kept.
    record Passed(OutsideMessage message) implements Landing {}

    /// No message at all.
    record Nothing(OutsideAnswer answer) implements Landing {}
  }

  private Landing landing(Flight flight, OutsideAnswer answer, long now) {
    return switch (answer) {
      case OutsideAnswer.Answered(byte[] message, _) -> {
        OutsideMessage theirs = OutsideMessage.read(message);
        if (theirs == null || !answers(theirs, flight.question)) {
          events.dropped();
          yield instead(
              flight.key,
              new Landing.Nothing(new OutsideAnswer.Failed("malformed answer of an upstream")),
              now);
        }
        yield landing(flight.key, theirs, now);
      }
      case OutsideAnswer.Failed _ -> instead(flight.key, new Landing.Nothing(answer), now);
      case OutsideAnswer.Overloaded _ -> {
        Entry old = useful(flight.key, now);
        yield old == null ? new Landing.Nothing(answer) : new Landing.Known(old);
      }
      case OutsideAnswer.Nobody _ -> new Landing.Nothing(answer);
    };
  }

  private Landing landing(Key key, OutsideMessage theirs, long now) {
    return switch (Verdict.on(theirs, config)) {
      case Verdict.Keep(Kind kind, int ttl) -> {
        int maxTtl = kind == Kind.SUCCESS ? config.success().maxTtl() : ttl;
        yield keep(new Entry(key, theirs, kind, true, now, ttl, maxTtl, store.find(key)), now);
      }
      case Verdict.Failure(int ttl) -> {
        Landing failure = new Landing.Passed(theirs);
        Landing old = instead(key, failure, now);
        yield old == failure && ttl > 0
            ? keep(new Entry(key, theirs, Kind.DENIAL, false, now, ttl, ttl, null), now)
            : old;
      }
      case Verdict.Pass _ -> {
        if (!Verdict.isKnowledge(theirs)) {
          yield instead(key, new Landing.Passed(theirs), now);
        }
        if (!theirs.truncated()) {
          store.remove(key); // something newer was said, though not for how long
        }
        yield new Landing.Passed(theirs);
      }
    };
  }

  private Landing keep(Entry entry, long now) {
    store.put(entry, now);
    return new Landing.Known(entry);
  }

  /// What is still known in place of a failure; the other servers are then left alone for a while.
  private Landing instead(Key key, Landing failure, long now) {
    Entry old = useful(key, now);
    if (old == null) {
      return failure;
    }
    rest(old, now);
    return new Landing.Known(old);
  }

  private @Nullable Entry useful(Key key, long now) {
    Entry entry = store.find(key);
    return entry != null && entry.knowledge && entry.isUseful(now, config.serveStale().keep())
        ? entry
        : null;
  }

  private void rest(Entry entry, long now) {
    entry.restUntil(now + config.serveStale().recheck().toMillis());
  }

  private static boolean answers(OutsideMessage theirs, OutsideQuestion question) {
    return theirs.type() == question.type()
        && theirs.qclass() == IN
        && theirs.name().equals(question.name());
  }

  /// A message as it came, but for the case of the name asked for.
  private static byte[] named(OutsideMessage message, byte[] name) {
    byte[] out = message.octets().clone();
    System.arraycopy(name, 0, out, Entry.NAME, name.length);
    for (char offset : message.repeatOffsets()) {
      System.arraycopy(name, 0, out, offset, name.length);
    }
    return out;
  }

  private static byte[] cased(OutsideQuestion question) {
    byte[] name = new byte[question.name().length() - 1];
    question.name().writeTo(name, 0);
    return name;
  }

  private static void give(Consumer<OutsideAnswer> out, OutsideAnswer answer) {
    try {
      out.accept(answer);
    } catch (RuntimeException e) { // the others are still waiting
      LOG.log(Level.ERROR, "an answer was not taken", e);
    }
  }

  private long now() {
    return scheduler.clock().millis();
  }
}
