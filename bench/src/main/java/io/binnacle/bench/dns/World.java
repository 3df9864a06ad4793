package io.binnacle.bench.dns;

import io.binnacle.bench.api.ApiCalls.Write;
import io.binnacle.bench.api.Bodies;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The Services of a measurement: a pure function of two numbers, as API objects and as a zone file.
///
/// Service `i` has a cluster address in 10.96.0.0/12, one port `http`, and one slice; its namespace is one of a hundred.
///
/// @param services how many, 0..100,000
/// @param endpoints of each, 1..250
record World(int services, int endpoints) {
  static final String DOMAIN = "cluster.local";
  static final int NAMESPACES = 100;
  static final int PORT = 80;
  static final int TARGET_PORT = 8_080;
  private static final int FIRST_SERVICE = (10 << 24) + (97 << 16);
  private static final int FIRST_ENDPOINT = (10 << 24) + (128 << 16) + 256;
  private static final List<String> WORDS =
      List.of("api", "web", "payments", "redis-cache", "auth", "search-index", "orders", "db");

  World {
    if (services < 0 || services > 100_000 || endpoints < 1 || endpoints > 250) {
      throw new IllegalArgumentException(
          services + " x " + endpoints + ": want 0..100,000 Services of 1..250 endpoints");
    }
  }

  static String namespace(int index) {
    return "team-" + index % NAMESPACES;
  }

  static String name(int index) {
    return WORDS.get(index % WORDS.size()) + "-" + index;
  }

  /// The whole name, without the dot at the end.
  static String fqdn(int index) {
    return name(index) + "." + namespace(index) + ".svc." + DOMAIN;
  }

  static String address(int index) {
    return dotted(FIRST_SERVICE + index);
  }

  List<String> endpointAddresses(int index) {
    return IntStream.range(0, endpoints)
        .mapToObj(slot -> endpointAddress(index * endpoints + slot))
        .toList();
  }

  /// The address of an endpoint by its number among all.
  static String endpointAddress(int number) {
    return dotted(FIRST_ENDPOINT + number);
  }

  /// The namespaces, to be written before anything in them.
  static Stream<Write> namespaces() {
    return IntStream.range(0, NAMESPACES).mapToObj(i -> Bodies.namespace(namespace(i)));
  }

  /// Services and slices as API objects.
  Stream<Write> objects() {
    return IntStream.range(0, services)
        .boxed()
        .flatMap(i -> {
          String namespace = namespace(i);
          return Stream.of(
              Write.create(
                  Bodies.services(namespace),
                  Bodies.service(namespace, name(i), address(i), PORT, TARGET_PORT)),
              Write.create(
                  Bodies.slices(namespace),
                  Bodies.slice(
                      namespace, name(i), name(i), TARGET_PORT, endpointAddresses(i), List.of())));
        });
  }

  /// The same as lines of a zone file (RFC 1035 §5) of the cluster domain, names relative to it.
  ///
  /// @param ttl of every record in seconds
  Stream<String> zoneFile(int ttl) {
    Stream<String> apex =
        Stream.of(
            "$ORIGIN " + DOMAIN + ".",
            "$TTL " + ttl,
            "@ SOA ns.dns hostmaster 1 7200 1800 86400 " + ttl,
            "@ NS ns.dns",
            "ns.dns A 10.96.0.10",
            "dns-version TXT \"1.1.0\"");
    return Stream.concat(apex, IntStream.range(0, services).boxed().flatMap(this::records));
  }

  private Stream<String> records(int index) {
    String at = name(index) + "." + namespace(index) + ".svc";
    Stream<String> own =
        Stream.of(
            at + " A " + address(index), "_http._tcp." + at + " SRV 0 100 " + PORT + " " + at);
    return Stream.concat(
        own,
        endpointAddresses(index).stream()
            .map(address -> address.replace('.', '-') + "." + at + " A " + address));
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
