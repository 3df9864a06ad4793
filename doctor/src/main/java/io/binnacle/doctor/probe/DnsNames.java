package io.binnacle.doctor.probe;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.DnsClient;
import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.doctor.evidence.Probed.Resolution;
import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/// Asks one server for addresses of both families.
final class DnsNames implements Names {
  private static final String TIMEOUT = "TIMEOUT";

  private final DnsClient client;

  DnsNames(InetSocketAddress server) {
    this.client = new DnsClient(server, () -> ThreadLocalRandom.current().nextLong());
  }

  @Override
  public Resolution resolve(String name) {
    DnsName asked = DnsName.parse(name);
    if (asked == null) {
      return new Resolution("NXDOMAIN", List.of());
    }
    TreeSet<IpAddress> addresses = new TreeSet<>();
    String rcode = TIMEOUT;
    try {
      for (int type : List.of(RrType.A, RrType.AAAA)) {
        Reply reply = client.ask(asked, type);
        if (type == RrType.A || reply.rcode() == Rcode.NOERROR) {
          rcode = Rcode.name(reply.rcode());
        }
        for (Rr rr : reply.answers()) {
          if (rr.data() instanceof Rdata.Address(IpAddress ip)) {
            addresses.add(ip);
          }
        }
      }
    } catch (IOException e) {
      return new Resolution(addresses.isEmpty() ? TIMEOUT : rcode, List.copyOf(addresses));
    }
    return new Resolution(rcode, List.copyOf(addresses));
  }
}
