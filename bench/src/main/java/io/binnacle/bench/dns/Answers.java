package io.binnacle.bench.dns;

import io.binnacle.bench.dns.QueryMix.Asked;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whether all servers say the same. Compared: RCODE, TC, the set of answers (owner, type, data), and where there are none the owner of the
/// SOA. Not compared, because servers may differ in them: TTLs (each has its own settings), the SOA's numbers, RA (CoreDNS says it
/// recurses), what else is in the authority and additional sections (RFC 2181 §9: hints), the order of records.
final class Answers {
  private static final int MAX_SHOWN = 5;

  private Answers() {}

  /// Asks everybody everything.
  ///
  /// @throws IOException if two differ, or one does not answer as expected, with the first few cases
  static void compare(List<Contender> servers, List<Asked> queries) throws IOException {
    List<String> differences = new ArrayList<>();
    int count = 0;
    List<Probe> probes = new ArrayList<>();
    try {
      for (Contender server : servers) {
        probes.add(new Probe(server.port()));
      }
      for (Asked asked : queries) {
        byte[] query = asked.message();
        String first = "";
        for (int i = 0; i < servers.size(); i++) {
          String said = canonical(probes.get(i).askAgain(query));
          boolean asExpected = said.startsWith(asked.rcode() + " " + asked.answers() + " ");
          if (i == 0) {
            first = said;
          }
          if ((!said.equals(first) || !asExpected) && count++ < MAX_SHOWN) {
            differences.add(
                asked
                    + ": "
                    + servers.get(i)
                    + " "
                    + said
                    + "\n  "
                    + servers.getFirst()
                    + " "
                    + first
                    + "\n  expected "
                    + asked.rcode()
                    + " "
                    + asked.answers());
          }
        }
      }
    } finally {
      probes.forEach(Probe::close);
    }
    if (count > 0) {
      throw new IOException(
          count + " answers differ, so nothing is measured:\n" + String.join("\n", differences));
    }
  }

  private static String canonical(@Nullable Reply reply) {
    if (reply == null) {
      return "silence";
    }
    TreeSet<String> records = new TreeSet<>();
    for (Rr record : reply.answers()) {
      records.add(line(record));
    }
    String soa =
        !reply.answers().isEmpty()
            ? ""
            : reply.authority().stream()
                .filter(r -> r.type() == RrType.SOA)
                .map(r -> "SOA of " + lower(r.owner().toString()))
                .findFirst()
                .orElse("no SOA");
    return reply.rcode()
        + " "
        + reply.answers().size()
        + " "
        + (reply.truncated() ? "truncated " : "")
        + records
        + soa;
  }

  private static String line(Rr record) {
    return lower(record.owner() + " " + RrType.name(record.type()) + " " + record.data());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
