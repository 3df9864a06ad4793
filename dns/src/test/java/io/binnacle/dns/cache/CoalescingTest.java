package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.dns.forward.Exchange;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Many threads, the same questions.
class CoalescingTest {
  private static final int THREADS = 8;
  private static final int NAMES = 500;

  /// Answers from threads of its own, and counts.
  private static final class Counting implements Exchange {
    final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public void ask(OutsideQuestion question, Consumer<OutsideAnswer> out) {
      asked.computeIfAbsent(question.name().key(), _ -> new AtomicInteger()).incrementAndGet();
      threads.execute(() -> out.accept(Replies.address(300, "192.0.2.1").apply(question)));
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  @Test
  void everyNameIsAskedOnceAndEverybodyGetsOneAnswerInHisOwnCase() throws Exception {
    Counting servers = new Counting();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    CountDownLatch answers = new CountDownLatch(THREADS * NAMES);
    try (VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
        OutsideCache cache =
            new OutsideCache(servers, CacheConfig.DEFAULT, scheduler, CacheEvents.NONE);
        ExecutorService askers = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> asking = new ArrayList<>();
      CyclicBarrier start = new CyclicBarrier(THREADS);
      for (int thread = 0; thread < THREADS; thread++) {
        String domain = thread % 2 == 0 ? "example.com" : "EXAMPLE.com";
        asking.add(
            askers.submit(() -> {
              start.await();
              for (int i = 0; i < NAMES; i++) {
                String name = "n" + i + "." + domain;
                String want = "NOERROR " + name + ". 300 A 192.0.2.1";
                cache.resolve(
                    Replies.ask(name, "A"),
                    answer -> {
                      String got = Replies.read(answer);
                      if (!got.equals(want)) {
                        wrong.add(got);
                      }
                      answers.countDown();
                    });
              }
              return null;
            }));
      }
      for (Future<?> asker : asking) {
        asker.get();
      }
      answers.await();
    }
    assertEquals(0, wrong.size(), wrong::toString);
    assertEquals(NAMES, servers.asked.size());
    assertEquals(NAMES, servers.asked.values().stream().mapToInt(AtomicInteger::get).sum());
  }
}
