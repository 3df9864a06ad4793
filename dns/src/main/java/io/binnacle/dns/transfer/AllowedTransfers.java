package io.binnacle.dns.transfer;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.ReplyForm;
import io.binnacle.dns.wire.TransferWriter;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/// Gives the cluster domain to those who may have it. Reverse zones are given to nobody: what is in them is not kept as a zone.
public final class AllowedTransfers implements ZoneTransfers {
  private final Predicate<InetAddress> allowed;

  /// @param allowed who may have it
  public AllowedTransfers(Predicate<InetAddress> allowed) {
    this.allowed = allowed;
  }

  @Override
  public Outcome transfer(Query query, ReplyForm form, InetAddress client, ClusterZone zone) {
    DnsName domain = zone.config().domain();
    if (!allowed.test(client)) {
      return new Refused(Rcode.REFUSED, client.getHostAddress() + " may not have whole zones");
    }
    if (!query.name().equals(domain)) {
      boolean below = !(zone.answer(query.name(), RrType.SOA) instanceof Answer.NotOurs);
      return new Refused(
          below ? Rcode.NOTAUTH : Rcode.REFUSED, "only " + domain + " is given as a whole");
    }
    if (!zone.isReady()) {
      return new Refused(Rcode.SERVFAIL, "the cluster's objects have not all been read yet");
    }
    Rr soa = zone.soa();
    boolean current = query.type() == RrType.IXFR && query.serial() == zone.serial();
    Iterator<Rr> records = current ? List.of(soa).iterator() : new Framed(soa, zone.records());
    return new Messages(new TransferWriter(query, form, records));
  }

  /// Records with the SOA before and behind them (RFC 5936 §2.2).
  private static final class Framed implements Iterator<Rr> {
    private final Rr soa;
    private final Iterator<Rr> records;
    private int soas;

    Framed(Rr soa, Iterator<Rr> records) {
      this.soa = soa;
      this.records = records;
    }

    @Override
    public boolean hasNext() {
      return soas < 2;
    }

    @Override
    public Rr next() {
      if (soas == 1 && records.hasNext()) {
        return records.next();
      }
      soas++;
      return soa;
    }
  }
}
