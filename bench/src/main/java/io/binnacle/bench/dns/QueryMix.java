package io.binnacle.bench.dns;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.Rcode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The queries of a measurement, always the same ones: 60 % addresses, 15 % AAAA of names that have none, 10 % SRV, 15 % names that a
/// search list makes and nobody has. All with EDNS.
final class QueryMix {
  private static final long SEED = 4;
  private static final List<String> OUTSIDE =
      List.of(
          "www.example.com",
          "api.github.com",
          "registry.example.org",
          "sts.eu-central-1.amazonaws.com",
          "metrics.example.net");

  /// A question and what it must come back with.
  ///
  /// @param answers how many records in the answer section
  record Asked(DnsName name, int type, int rcode, int answers) {
    static Asked of(String name, int type, int rcode, int answers) {
      return new Asked(DnsName.of(name), type, rcode, answers);
    }

    byte[] message() {
      return MessageReader.query(0, name, type);
    }

    @Override
    public String toString() {
      return name + " " + RrType.name(type);
    }
  }

  private QueryMix() {}

  /// The first `count` of the queries to a world.
  static List<Asked> of(World world, int count) {
    RandomGenerator random = new SplittableRandom(SEED);
    return Stream.generate(() -> next(world, random)).limit(count).toList();
  }

  private static Asked next(World world, RandomGenerator random) {
    int index = random.nextInt(world.services());
    int kind = random.nextInt(100);
    if (kind < 60) {
      return Asked.of(World.fqdn(index), RrType.A, Rcode.NOERROR, 1);
    }
    if (kind < 75) {
      return Asked.of(World.fqdn(index), RrType.AAAA, Rcode.NOERROR, 0);
    }
    if (kind < 85) {
      return Asked.of("_http._tcp." + World.fqdn(index), RrType.SRV, Rcode.NOERROR, 1);
    }
    return Asked.of(
        searched(index, kind, random) + "." + World.DOMAIN,
        random.nextBoolean() ? RrType.A : RrType.AAAA,
        Rcode.NXDOMAIN,
        0);
  }

  /// What a Pod of some namespace asks before it asks what was meant.
  private static String searched(int index, int kind, RandomGenerator random) {
    String own = World.namespace(random.nextInt(World.NAMESPACES)) + ".svc";
    String outside = OUTSIDE.get(random.nextInt(OUTSIDE.size()));
    return switch (kind % 5) {
      case 0 -> outside + "." + own;
      case 1 -> outside + ".svc";
      case 2 -> outside;
      case 3 -> World.name(index) + "." + World.namespace(index) + "." + own;
      default -> World.fqdn(index) + "." + own;
    };
  }

  /// Writes them as `bench/dns/load.c` reads them.
  static Path write(List<Asked> queries, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new java.io.BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      for (Asked asked : queries) {
        byte[] message = asked.message();
        out.writeShort(message.length);
        out.writeByte(asked.rcode);
        out.writeByte(asked.answers);
        out.write(message);
      }
    }
    return file;
  }
}
