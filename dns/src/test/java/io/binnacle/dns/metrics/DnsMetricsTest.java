package io.binnacle.dns.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.Allocation;
import io.binnacle.dns.metrics.CounterBlock.Path;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsMetricsTest {
  private static final String SERVER = "dns://:53";

  private final DnsMetrics metrics = new DnsMetrics("cluster.local.");

  @Test
  void queriesAreShownWithCoreDnsLabels() {
    CounterBlock udp = metrics.ofThread(SERVER, "udp", Path.FAST);
    udp.answered(MatchedZone.CLUSTER, AnswerSource.KUBERNETES, 1, 0, false, true, 60, 120);
    udp.answered(MatchedZone.CLUSTER, AnswerSource.KUBERNETES, 28, 3, true, false, 60, 600);
    udp.took(2_000, 2);
    CounterBlock tcp = metrics.shared(SERVER, "tcp", Path.SLOW);
    tcp.answered(MatchedZone.OUTSIDE, AnswerSource.FORWARD, 4_711, 23, false, false, 60, 65_535);
    String text = text();
    for (String line :
        List.of(
            "coredns_dns_requests_total{family=\"1\",proto=\"udp\",server=\"dns://:53\",type=\"A\",view=\"\",zone=\"cluster.local.\"} 1.0",
            "coredns_dns_requests_total{family=\"2\",proto=\"udp\",server=\"dns://:53\",type=\"AAAA\",view=\"\",zone=\"cluster.local.\"} 1.0",
            "coredns_dns_requests_total{family=\"1\",proto=\"tcp\",server=\"dns://:53\",type=\"other\",view=\"\",zone=\".\"} 1.0",
            "coredns_dns_responses_total{plugin=\"kubernetes\",rcode=\"NXDOMAIN\",server=\"dns://:53\",view=\"\",zone=\"cluster.local.\"} 1.0",
            "coredns_dns_do_requests_total{server=\"dns://:53\",view=\"\",zone=\"cluster.local.\"} 1.0",
            "coredns_dns_request_duration_seconds_bucket{server=\"dns://:53\",view=\"\",zone=\"cluster.local.\",le=\"2.5E-4\"} 2",
            "coredns_dns_request_duration_seconds_count{server=\"dns://:53\",view=\"\",zone=\"cluster.local.\"} 2",
            "coredns_dns_request_size_bytes_bucket{proto=\"udp\",server=\"dns://:53\",view=\"\",zone=\"cluster.local.\",le=\"100.0\"} 2",
            "coredns_dns_response_size_bytes_bucket{proto=\"udp\",server=\"dns://:53\",view=\"\",zone=\"cluster.local.\",le=\"200.0\"} 1",
            "coredns_dns_response_size_bytes_sum{proto=\"udp\",server=\"dns://:53\",view=\"\",zone=\"cluster.local.\"} 720.0",
            "binnacle_dns_answers_total{path=\"fast\",proto=\"udp\"} 2.0",
            "binnacle_dns_answers_total{path=\"slow\",proto=\"tcp\"} 1.0")) {
      assertTrue(text.contains(line + "\n"), () -> line + " is not in\n" + text);
    }
  }

  @Test
  void threadsAreSummedAndThoseThatEndedStayCounted() {
    CounterBlock first = metrics.ofThread(SERVER, "udp", Path.FAST);
    CounterBlock second = metrics.ofThread(SERVER, "udp", Path.FAST);
    first.answered(1, 0, 50, 50);
    second.answered(1, 0, 50, 50);
    metrics.retire(first);
    metrics.retire(first);
    metrics.ofThread(SERVER, "udp", Path.FAST).answered(1, 0, 50, 50);
    assertEquals(3, answers());
    assertEquals(3, answers());
  }

  @Test
  void sharedCountersLoseNothing() throws InterruptedException {
    CounterBlock shared = metrics.shared(SERVER, "tcp", Path.SLOW);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(_ ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int i = 0; i < 25_000; i++) {
                        shared.answered(1, 0, 50, 50);
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(100_000, answers());
  }

  @ParameterizedTest(name = "{0} ns: bucket {1}")
  @CsvSource({
    "-5, 0",
    "0, 0",
    "250000, 0",
    "250001, 1",
    "500000, 1",
    "500001, 2",
    "1000000, 2",
    "1000001, 3",
    "8192000000, 15",
    "8192000001, 16",
    "9000000000000000000, 16"
  })
  void durationsFallIntoTheSmallestBucketThatHoldsThem(long nanos, int bucket) {
    assertEquals(bucket, Buckets.ofNanos(nanos));
    assertEquals(bucket, Buckets.search(Buckets.SECONDS, nanos / 1e9));
  }

  @Test
  void sizesFallIntoTheSmallestBucketThatHoldsThem() {
    for (int octets = 0; octets <= 65_535; octets++) {
      assertEquals(Buckets.search(Buckets.OCTETS, octets), Buckets.ofOctets(octets));
    }
  }

  @Test
  void anyTypeAndCodeIsCountedSomewhere() {
    CounterBlock block = metrics.ofThread(SERVER, "udp", Path.FAST);
    for (int type = 0; type <= 65_535; type++) {
      block.answered(
          MatchedZone.NONE, AnswerSource.NOBODY, type, type & 0xfff, true, true, type, type);
      block.explained(type);
    }
    assertEquals(65_536, answers());
  }

  @Test
  void countingAllocatesNothing() {
    CounterBlock block = metrics.ofThread(SERVER, "udp", Path.FAST);
    CounterBlock shared = metrics.shared(SERVER, "udp", Path.SLOW);
    Allocation.none(() -> {
      block.answered(MatchedZone.CLUSTER, AnswerSource.KUBERNETES, 1, 0, true, true, 60, 120);
      block.took(1_000, 1);
      shared.answered(MatchedZone.OUTSIDE, AnswerSource.CACHE, 28, 3, false, false, 60, 900);
      shared.dropped(DropReason.RATE_LIMITED);
      shared.explained(15);
    });
  }

  @Test
  void labelsFromTheNetworkAreMadeHarmless() {
    metrics.add(to -> to.gauge("test_gauge", "", 1, "name", "a\n\ud800b\u0000" + "x".repeat(999)));
    String line = text().lines().filter(l -> l.startsWith("test_gauge")).findFirst().orElseThrow();
    assertTrue(line.startsWith("test_gauge{name=\"a??b?x"), line);
    assertTrue(line.length() < 300, line);
    assertFalse(line.contains("\ud800"), line);
  }

  private double answers() {
    List<Double> values = new ArrayList<>();
    text()
        .lines()
        .filter(line -> line.startsWith("binnacle_dns_answers_total"))
        .forEach(line -> values.add(Double.valueOf(line.substring(line.indexOf('}') + 2))));
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  private String text() {
    return metrics.text(new PrometheusRegistry());
  }
}
