package io.binnacle.doctor.explain;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Reason;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneEditor;
import io.binnacle.doctor.check.common.Near;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.explain.NameExplanation.Found;
import io.binnacle.doctor.explain.NameExplanation.Try;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Follows a name through a Pod's resolver and the cluster's zone. Immutable; the zone is made once, for all names.
public final class NameExplainer {
  private static final int TTL = 5;
  private static final int MOST_RECORDS = 20;
  private static final int MOST_HINTS = 3;
  private static final ObjectKey DNS_SERVICE = new ObjectKey("kube-system", "kube-dns");
  private static final DnsName ARPA = DnsName.of("arpa");

  private final Evidence seen;
  private final DnsName domain;
  private final ClusterZone zone;
  private final Set<String> namespaces;
  private final RecordOrigin origin;

  /// @throws IllegalArgumentException if the cluster domain is no name
  public NameExplainer(Evidence seen) {
    this.seen = seen;
    this.domain = DnsName.of(seen.facts().domain());
    this.origin = new RecordOrigin(seen, domain);
    this.namespaces = namespaces(seen);
    this.zone = zone();
  }

  private static Set<String> namespaces(Evidence seen) {
    Set<String> out = new TreeSet<>();
    seen.glimpse(ResourceName.NAMESPACES).forEach(n -> out.add(Meta.name(n)));
    seen.glimpse(ResourceName.SERVICES).forEach(s -> out.add(Meta.namespace(s)));
    return out;
  }

  private ClusterZone zone() {
    List<Cidr> own = new ArrayList<>(seen.facts().serviceRanges());
    own.addAll(NodeTable.podCidrs(seen));
    ZoneEditor editor =
        new ZoneEditor(
            new ZoneConfig(domain, TTL, TTL, ZoneConfig.PodNames.INSECURE, DNS_SERVICE, own),
            InstantSource.fixed(seen.now()));
    namespaces.forEach(n -> editor.namespace(n, true));
    for (Obj service : seen.glimpse(ResourceName.SERVICES)) {
      editor.service(ObjectKey.of(service), ServiceView.of(service));
    }
    for (Obj slice : seen.glimpse(ResourceName.ENDPOINT_SLICES)) {
      editor.slice(ObjectKey.of(slice), SliceView.of(slice));
    }
    return editor.snapshot(true);
  }

  /// How `name` resolves for a Pod.
  ///
  /// @param pod the Pod
  /// @param type a record type, 1..65535
  /// @throws NotThereException if there is no such Pod
  public NameExplanation explain(String name, int type, ObjectKey pod) {
    Obj found = seen.find(ResourceName.PODS, pod);
    if (found == null) {
      throw new NotThereException("there is no Pod " + pod);
    }
    return explain(name, type, Asker.of(PodView.of(found), seen));
  }

  /// How `name` resolves for a Pod of a namespace that says nothing about DNS.
  public NameExplanation explain(String name, int type, String namespace) {
    return explain(name, type, Asker.of(namespace, seen));
  }

  NameExplanation explain(String name, int type, Asker asker) {
    List<Try> tries = new ArrayList<>();
    String asked = type == RrType.PTR ? reverse(name) : name;
    Outcome outcome = Outcome.FAILS;
    for (String candidate : asker.resolver().search().candidates(asked)) {
      Try made = ask(candidate, type, asker);
      tries.add(made);
      if (made.mark() != Mark.NOTE) {
        outcome =
            switch (made.mark()) {
              case GOOD -> Outcome.REACHES;
              case UNKNOWN -> Outcome.UNKNOWN;
              case BAD, NOTE -> Outcome.FAILS;
            };
        break;
      }
    }
    String word = RrType.name(type);
    return new NameExplanation(
        name,
        word,
        asker.whose(),
        asker.why(),
        asker.lines(),
        tries,
        outcome,
        says(asked, word, tries, outcome),
        next(asked, tries, outcome));
  }

  /// The name of an address below `arpa`; what is no address stays as it is.
  private static String reverse(String name) {
    IpAddress address = IpAddress.parse(name);
    if (address == null) {
      return name;
    }
    byte[] octets = address.toBytes();
    StringBuilder out = new StringBuilder();
    for (int i = octets.length - 1; i >= 0; i--) {
      int octet = octets[i] & 0xff;
      if (address.isIpv4()) {
        out.append(octet).append('.');
      } else {
        out.append(Integer.toHexString(octet & 15)).append('.');
        out.append(Integer.toHexString(octet >> 4)).append('.');
      }
    }
    return out.append(address.isIpv4() ? "in-addr.arpa." : "ip6.arpa.").toString();
  }

  private Try ask(String candidate, int type, Asker asker) {
    DnsName name = DnsName.parse(candidate);
    if (name == null) {
      return new Try(
          candidate, Mark.NOTE, "no name", List.of(), "a label is empty or over 63 octets");
    }
    boolean ours = name.isUnder(domain);
    if (asker.asks() == Asker.Asks.NODE && (ours || meansService(name))) {
      return new Try(
          candidate,
          Mark.BAD,
          "not answered by the cluster DNS",
          List.of(),
          "this Pod asks what its node asks ("
              + asker.why()
              + "), where names of the cluster do not exist");
    }
    if (asker.asks() != Asker.Asks.CLUSTER) {
      String who =
          asker.resolver().servers().isEmpty()
              ? "what its node asks"
              : String.join(", ", asker.resolver().servers());
      return new Try(
          candidate, Mark.UNKNOWN, "asked of " + who, List.of(), "nobody can look there from here");
    }
    try {
      requireSeen(name);
    } catch (NotSeenException e) {
      return new Try(candidate, Mark.UNKNOWN, "could not look", List.of(), e.missing());
    }
    return read(candidate, name, type, zone.answer(name, type));
  }

  /// Whether whoever asks for it very likely means a Service: no name outside looks like that.
  private boolean meansService(DnsName name) {
    if (name.size() < 2) {
      return true;
    }
    ObjectKey key = new ObjectKey(name.label(1), name.label(0));
    return seen.sees(ResourceName.SERVICES, key.namespace()) && seen.service(key) != null;
  }

  private Try read(String candidate, DnsName name, int type, Answer answer) {
    Reason reason = zone.explain(name, answer);
    String why = reason == null ? "" : reason.text();
    return switch (answer) {
      case Answer.Found(List<Rr> records, _) ->
          new Try(candidate, Mark.GOOD, "NOERROR", found(records), "");
      case Answer.NoData(List<Rr> chain, _) ->
          new Try(
              candidate,
              Mark.NOTE,
              "NOERROR without such a record",
              found(chain),
              why.isEmpty() ? others(name, type) : why);
      case Answer.NxDomain(List<Rr> chain, _) ->
          new Try(candidate, Mark.NOTE, "NXDOMAIN", found(chain), why);
      case Answer.Elsewhere(List<Rr> chain, DnsName target) ->
          new Try(
              candidate,
              Mark.UNKNOWN,
              "leads outside, to " + target,
              found(chain),
              "the cluster DNS asks other servers for it");
      case Answer.NotOurs _ when name.size() == 1 ->
          new Try(
              candidate, Mark.NOTE, "NXDOMAIN", List.of(), "no name outside has one label only");
      case Answer.NotOurs _ ->
          new Try(
              candidate,
              Mark.UNKNOWN,
              "outside the cluster",
              List.of(),
              "the cluster DNS asks other servers for it");
      case Answer.NotReady _ -> throw new AssertionError("the zone is ready");
    };
  }

  private String others(DnsName name, int type) {
    for (int other : List.of(RrType.A, RrType.AAAA, RrType.SRV)) {
      if (other != type && zone.answer(name, other) instanceof Answer.Found) {
        return "the name has records of type " + RrType.name(other);
      }
    }
    return "";
  }

  private List<Found> found(List<Rr> records) {
    List<Found> out = new ArrayList<>();
    for (Rr rr : records.subList(0, Math.min(MOST_RECORDS, records.size()))) {
      String line = rr.owner() + " " + RrType.name(rr.type()) + " " + rr.data();
      out.add(new Found(line, origin.of(rr)));
    }
    if (records.size() > MOST_RECORDS) {
      out.add(new Found("and " + (records.size() - MOST_RECORDS) + " more", ""));
    }
    return out;
  }

  /// A "no" is one only if what it depends on was seen.
  private void requireSeen(DnsName name) {
    if (name.isUnder(ARPA)) {
      seen.all(ResourceName.SERVICES);
      seen.all(ResourceName.ENDPOINT_SLICES);
      return;
    }
    int labels = name.isUnder(domain) ? name.size() - domain.size() : 0;
    if (labels < 2 || !name.label(labels - 1).equals("svc")) {
      return;
    }
    String namespace = name.label(labels - 2);
    if (!namespaces.contains(namespace)) {
      seen.all(ResourceName.NAMESPACES);
      return;
    }
    if (labels > 2) {
      seen.all(ResourceName.SERVICES, namespace);
      seen.all(ResourceName.ENDPOINT_SLICES, namespace);
    }
  }

  /// Services of that name in other namespaces: what somebody means who leaves the namespace out, or misspells it.
  private Set<String> elsewhere(String asked, List<Try> tries) {
    String first = asked.split("\\.", 2)[0];
    Set<String> out = new TreeSet<>();
    boolean missing =
        tries.size() > 1 && tries.stream().noneMatch(t -> t.result().startsWith("NOERROR"));
    Set<ObjectKey> tried = tried(tries);
    for (Obj service : seen.glimpse(ResourceName.SERVICES)) {
      ObjectKey key = ObjectKey.of(service);
      if (missing && key.name().equals(first) && !tried.contains(key) && out.size() < MOST_HINTS) {
        out.add(there(key, first + "." + key.namespace()));
      }
    }
    return out;
  }

  /// What would make a name of a missing Service resolve: the Service that was meant, or the StatefulSet that waits for this one.
  private Set<String> instead(List<Try> tries) {
    Set<String> out = new TreeSet<>();
    for (ObjectKey key : tried(tries)) {
      String namespace = key.namespace();
      if (!seen.sees(ResourceName.SERVICES, namespace) || seen.service(key) != null) {
        continue;
      }
      if (seen.sees(ResourceName.STATEFUL_SETS, namespace)) {
        seen.statefulSets(key).stream()
            .limit(MOST_HINTS)
            .forEach(s -> out.add(Ending.doctor("statefulset/", ObjectKey.of(s))));
      }
      List<String> names =
          seen.glimpse(ResourceName.SERVICES).stream()
              .filter(s -> Meta.namespace(s).equals(namespace))
              .map(Meta::name)
              .toList();
      String near = Near.of(key.name(), names);
      if (near != null) {
        out.add(there(new ObjectKey(namespace, near), near));
      }
    }
    return out;
  }

  /// Pods whose names were asked for below a Service that is not the one they name as their subdomain.
  private Set<String> hosts(List<Try> tries) {
    Set<String> out = new TreeSet<>();
    for (Try each : tries) {
      DnsName name = DnsName.parse(each.name());
      ObjectKey service = name == null ? null : origin.service(name);
      if (name == null
          || service == null
          || name.size() != domain.size() + 4
          || !seen.sees(ResourceName.PODS, service.namespace())) {
        continue;
      }
      Obj pod = seen.find(ResourceName.PODS, new ObjectKey(service.namespace(), name.label(0)));
      if (pod == null) {
        continue;
      }
      String subdomain = pod.obj("spec").str("subdomain");
      Workload workload = seen.workloadOf(PodView.of(pod));
      if (!subdomain.equals(service.name())) {
        out.add(
            subdomain.isEmpty()
                ? "Pod " + ObjectKey.of(pod) + " has no subdomain, so no name of its own"
                : "Pod " + ObjectKey.of(pod) + " has subdomain " + subdomain);
        if (workload != null) {
          out.add(
              Ending.doctor(
                  workload.ref().kind().toLowerCase(Locale.ROOT) + "/", workload.ref().key()));
        }
      }
    }
    return out;
  }

  private static String there(ObjectKey service, String name) {
    return "there is Service " + service + ": ask for " + name;
  }

  private Set<ObjectKey> tried(List<Try> tries) {
    Set<ObjectKey> out = new TreeSet<>();
    for (Try each : tries) {
      DnsName name = DnsName.parse(each.name());
      ObjectKey key = name == null ? null : origin.service(name);
      if (key != null) {
        out.add(key);
      }
    }
    return out;
  }

  private static String says(String name, String type, List<Try> tries, Outcome outcome) {
    Try last = tries.getLast();
    return switch (outcome) {
      case REACHES ->
          name
              + " has "
              + last.records().size()
              + (last.records().size() == 1 ? " record" : " records")
              + (tries.size() == 1 ? "" : ", found at try " + tries.size())
              + ".";
      case FAILS ->
          last.mark() == Mark.BAD
              ? name + " does not resolve: " + last.why() + "."
              : name + " has no " + type + " record under any of the names tried.";
      case UNKNOWN -> name + ": " + last.result() + "; " + last.why() + ".";
    };
  }

  private List<String> next(String asked, List<Try> tries, Outcome outcome) {
    if (outcome == Outcome.REACHES) {
      return List.of();
    }
    Set<String> out = new TreeSet<>(elsewhere(asked, tries));
    boolean exists = tries.stream().anyMatch(t -> t.result().startsWith("NOERROR"));
    boolean alias = tries.stream().anyMatch(t -> !t.records().isEmpty());
    for (ObjectKey key : exists && !alias ? Set.<ObjectKey>of() : tried(tries)) {
      if (seen.sees(ResourceName.SERVICES, key.namespace()) && seen.service(key) != null) {
        out.add(Ending.doctor(key));
      }
    }
    Set<String> hosts = hosts(tries);
    if (!hosts.isEmpty()) {
      return List.copyOf(hosts);
    }
    if (out.isEmpty() && !exists) {
      out.addAll(instead(tries));
    }
    return List.copyOf(out);
  }
}
