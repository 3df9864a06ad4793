package io.binnacle.dns.hosts;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.Answer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Names out of a [HostsTable], and all others from somebody else.
public final class HostsNames implements OutsideNames {
  private static final int RECURSION_DESIRED = 0x0100;

  private final Supplier<HostsTable> table;
  private final List<DnsName> zones;
  private final List<DnsName> fallthrough;
  private final int ttl;
  private final OutsideNames next;

  /// @param table asked anew for every question
  /// @param zones names below these are looked for
  /// @param fallthrough missing names below these are asked of `next`; others fail, as CoreDNS has it: a file like this cannot
  ///     say that a name does not exist
  /// @param ttl seconds
  /// @param next is closed with this
  public HostsNames(
      Supplier<HostsTable> table,
      List<DnsName> zones,
      List<DnsName> fallthrough,
      int ttl,
      OutsideNames next) {
    this.table = table;
    this.zones = List.copyOf(zones);
    this.fallthrough = List.copyOf(fallthrough);
    this.ttl = ttl;
    this.next = next;
  }

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    DnsName name = question.name();
    List<Rr> found =
        zones.stream().anyMatch(name::isUnder)
            ? table.get().records(name, question.type(), ttl)
            : null;
    if (found != null) {
      Query query = new Query(0, RECURSION_DESIRED, name, question.type(), Query.IN, null, -1);
      byte[] message = ReplyWriter.reply(query, new Answer.Found(found, List.of()), false);
      out.accept(new OutsideAnswer.Answered(message, false));
    } else if (zones.stream().noneMatch(name::isUnder)
        || fallthrough.stream().anyMatch(name::isUnder)) {
      next.resolve(question, out);
    } else {
      out.accept(new OutsideAnswer.Failed("not in hosts, which has no fallthrough for it"));
    }
  }

  @Override
  public void close() {
    next.close();
  }
}
