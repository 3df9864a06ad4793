package io.binnacle.dns.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text makes a table, and every name in it can be asked for.
class HostsTableFuzzTest {
  @FuzzTest
  void anyTextMakesATable(byte[] octets) {
    List<String> lines = new String(octets, StandardCharsets.UTF_8).lines().toList();
    HostsTable table = HostsTable.of(lines.subList(0, lines.size() / 2), lines, true);
    int found = 0;
    for (String line : lines) {
      for (String word : line.split("\\s+")) {
        DnsName name = DnsName.parse(word);
        if (name != null) {
          for (int type : new int[] {RrType.A, RrType.AAAA, RrType.PTR, RrType.TXT}) {
            List<?> records = table.records(name, type, 60);
            found += records == null ? 0 : records.size();
          }
        }
      }
    }
    assertTrue(table.entries() > 0 || found == 0);
  }
}
