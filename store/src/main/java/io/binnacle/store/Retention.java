package io.binnacle.store;

import java.time.Duration;

/// How much of the past stays readable: an event is kept until it is one of more than `events`, or older than `age`,
/// whichever comes first. What has been dropped answers [CompactedException].
///
/// The defaults outlast a client that reconnects or pages slowly: kube-apiserver compacts etcd every 5 minutes, its
/// watch caches aim at 75 s, and 5,000 nodes renewing their leases make 500 events a second, so 50,000 events are 100 s
/// of the busiest store we plan for. Old versions share most of their tree with new ones.
///
/// @param events events kept at most, 1 or more
/// @param age age of the oldest event kept, more than zero; checked on every write, so an idle store drops nothing
public record Retention(int events, Duration age) {
  /// 50,000 events, 10 minutes.
  public static final Retention DEFAULT = new Retention(50_000, Duration.ofMinutes(10));

  public Retention {
    if (events < 1) {
      throw new IllegalArgumentException("retained events: " + events + ", expected 1 or more");
    }
    if (!age.isPositive()) {
      throw new IllegalArgumentException("retention age: " + age + ", expected more than zero");
    }
  }
}
