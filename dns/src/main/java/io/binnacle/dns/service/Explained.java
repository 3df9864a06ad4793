package io.binnacle.dns.service;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Reason;
import io.binnacle.dns.zone.ServiceRecords;
import io.binnacle.dns.zone.ServiceRecords.Endpoints;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells people why a question is answered as it is: the answer, the Service behind it, how its endpoints stand, and what is missing.
final class Explained {
  /// Services have thousands of endpoints; people read a few lines.
  private static final int MOST_RECORDS = 20;

  private Explained() {}

  /// Several lines.
  static String text(ClusterZone zone, DnsName name, int type) {
    Answer answer = zone.answer(name, type);
    StringBuilder out = new StringBuilder();
    out.append(name).append(' ').append(RrType.name(type)).append(": ");
    switch (answer) {
      case Answer.Found(List<Rr> records, _) -> records(out, "NOERROR", records);
      case Answer.NoData(List<Rr> chain, _) ->
          records(out, "NOERROR, the name exists and has nothing of this type", chain);
      case Answer.NxDomain(List<Rr> chain, _) -> records(out, "NXDOMAIN", chain);
      case Answer.Elsewhere(List<Rr> chain, DnsName target) ->
          records(out, "an alias of " + target + ", which is asked for outside", chain);
      case Answer.NotOurs() -> out.append("not a name of the cluster: asked for outside\n");
      case Answer.NotReady() ->
          out.append("SERVFAIL, the cluster's objects have not all been read; see /ready\n");
    }
    Reason reason = zone.explain(name, answer);
    if (reason != null) {
      out.append("why: ").append(reason.text()).append('\n');
    }
    ObjectKey key = service(zone, name);
    ServiceRecords service = key == null ? null : zone.service(key);
    if (key != null && service != null) {
      Endpoints endpoints = service.endpoints();
      out.append("Service ").append(key.namespace()).append('/').append(key.name()).append(": ");
      out.append(
          switch (service.kind()) {
            case CLUSTER_IP -> "has cluster addresses, whatever its endpoints";
            case HEADLESS -> "headless, has the addresses of its ready endpoints";
            case EXTERNAL_NAME -> "an ExternalName";
          });
      out.append("\nEndpointSlices: ").append(endpoints.slices());
      out.append("; endpoints ready: ").append(endpoints.ready());
      out.append(", not ready: ").append(endpoints.notReady()).append('\n');
    }
    return out.toString();
  }

  private static void records(StringBuilder out, String what, List<Rr> records) {
    out.append(what).append('\n');
    records.stream().limit(MOST_RECORDS).forEach(rr -> out.append("  ").append(rr).append('\n'));
    if (records.size() > MOST_RECORDS) {
      out.append("  and ").append(records.size() - MOST_RECORDS).append(" more\n");
    }
  }

  /// The Service that a name is of or below, whether it exists or not; null if the name is of none.
  private static @Nullable ObjectKey service(ClusterZone zone, DnsName name) {
    DnsName domain = zone.config().domainOf(name);
    int labels = domain == null ? 0 : name.size() - domain.size();
    return labels < 3 || !name.label(labels - 1).equals("svc")
        ? null
        : new ObjectKey(name.label(labels - 2), name.label(labels - 3));
  }
}
