package io.binnacle.bench.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.bench.dns.QueryMix.Asked;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueryMixTest {
  private static final World WORLD = new World(500, 2);
  private static final int COUNT = 20_000;
  private static final List<Asked> MIX = QueryMix.of(WORLD, COUNT);

  @Test
  void theSharesAreThoseOfTheIssue() {
    assertEquals(60, share(a -> a.type() == RrType.A && a.rcode() == Rcode.NOERROR), 1);
    assertEquals(15, share(a -> a.type() == RrType.AAAA && a.rcode() == Rcode.NOERROR), 1);
    assertEquals(10, share(a -> a.type() == RrType.SRV), 1);
    assertEquals(15, share(a -> a.rcode() == Rcode.NXDOMAIN), 1);
  }

  @Test
  void everyRunAsksTheSame() {
    assertEquals(MIX, QueryMix.of(WORLD, COUNT));
  }

  @Test
  void whatIsExpectedIsWhatTheZoneFileSays() {
    Set<String> owners =
        WORLD
            .zoneFile(5)
            .map(line -> line.split(" "))
            .filter(words -> words[1].equals("A") || words[1].equals("SRV"))
            .map(words -> words[0] + "." + World.DOMAIN + ". " + words[1])
            .collect(Collectors.toSet());
    for (Asked asked : MIX) {
      assertEquals(asked.answers() == 1, owners.contains(asked.toString()), asked.toString());
    }
  }

  @Test
  void theFileHoldsLengthExpectationAndMessage(@TempDir Path folder) throws IOException {
    Path file = QueryMix.write(MIX.subList(0, 100), folder.resolve("queries"));
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      for (Asked asked : MIX.subList(0, 100)) {
        byte[] message = new byte[in.readUnsignedShort()];
        assertEquals(asked.rcode(), in.readUnsignedByte());
        assertEquals(asked.answers(), in.readUnsignedByte());
        in.readFully(message);
        assertTrue(message.length > 12);
      }
      assertEquals(-1, in.read());
    }
  }

  private static double share(Predicate<Asked> of) {
    return 100.0 * MIX.stream().filter(of).count() / COUNT;
  }
}
