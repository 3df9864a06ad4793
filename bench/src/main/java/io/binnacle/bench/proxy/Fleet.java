package io.binnacle.bench.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The Services of a measurement: a pure function of two numbers, so that every process of a run knows them without being told.
///
/// Service `i` is `bench/svc-i`, port 80 at an address in 10.96.0.0/12; each endpoint an address of its own in 10.128.0.0/10,
/// port 8080; one that replaces it stands at the same place in 10.192.0.0/10.
///
/// @param services how many, 1..100,000
/// @param endpoints of each, 1..1,000; all together at most a million
record Fleet(int services, int endpoints) {
  static final int PORT = 80;
  static final int TARGET_PORT = 8_080;

  /// All Pods' addresses, for routes.
  static final String PODS = "10.128.0.0/9";

  /// All Services' addresses, for routes.
  static final String SERVICES = "10.96.0.0/12";

  private static final int FIRST_SERVICE = (10 << 24) + (96 << 16) + 256;
  private static final int FIRST_ENDPOINT = (10 << 24) + (128 << 16) + 256;
  private static final int REPLACEMENTS = 64 << 16;

  Fleet {
    if (services < 1 || services > 100_000 || endpoints < 1 || endpoints > 1_000) {
      throw new IllegalArgumentException(
          services + " x " + endpoints + ": want 1..100,000 Services of 1..1,000 endpoints");
    }
    if ((long) services * endpoints > 1_000_000) {
      throw new IllegalArgumentException(
          services + " x " + endpoints + ": want at most a million endpoints");
    }
  }

  /// One Service as it is at some moment.
  ///
  /// @param targets its endpoints' addresses
  record Entry(int index, String address, List<String> targets) {
    String name() {
      return "svc-" + index;
    }
  }

  /// Service `index`, which may lie beyond the fleet: one that is to be added.
  Entry entry(int index) {
    return new Entry(
        index,
        dotted(FIRST_SERVICE + index),
        IntStream.range(0, endpoints)
            .mapToObj(slot -> dotted(FIRST_ENDPOINT + index * endpoints + slot))
            .toList());
  }

  /// Service `index` with its last endpoint replaced by another one.
  Entry changed(int index) {
    Entry before = entry(index);
    List<String> targets = new ArrayList<>(before.targets);
    targets.set(
        endpoints - 1, dotted(FIRST_ENDPOINT + REPLACEMENTS + index * endpoints + endpoints - 1));
    return new Entry(index, before.address, List.copyOf(targets));
  }

  @Override
  public String toString() {
    return String.format(java.util.Locale.ROOT, "%,d x %d", services, endpoints);
  }

  private static String dotted(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 255)
        + "."
        + (address >>> 8 & 255)
        + "."
        + (address & 255);
  }
}
