package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;

/// The cluster's names at one moment: a value. Any number of threads may ask it; nothing in it ever changes.
///
/// @see <a href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">Kubernetes DNS-Based Service Discovery</a>
public final class ClusterZone {
  /// The version of the specification this follows, as `dns-version.<domain>` says.
  static final String VERSION = "1.1.0";

  private static final int VERSION_TTL = 28_800;
  private static final int MAX_SOA_TTL = 300;
  private static final int MAX_ALIASES = 10;

  /// Reverse names of one address.
  ///
  /// @param service the Service with this cluster address; null if none
  /// @param endpoints names of endpoints with it, by the Service they belong to
  record Pointers(@Nullable DnsName service, PSortedMap<String, List<DnsName>> endpoints) {}

  private final ZoneConfig config;
  private final boolean ready;
  private final long serial;
  private final PSet<String> namespaces;
  private final PMap<String, Node> nodes;
  private final PSortedMap<IpAddress, Pointers> pointers;
  private final PMap<String, Integer> podAddresses;

  ClusterZone(
      ZoneConfig config,
      boolean ready,
      long serial,
      PSet<String> namespaces,
      PMap<String, Node> nodes,
      PSortedMap<IpAddress, Pointers> pointers,
      PMap<String, Integer> podAddresses) {
    this.config = config;
    this.ready = ready;
    this.serial = serial;
    this.namespaces = namespaces;
    this.nodes = nodes;
    this.pointers = pointers;
    this.podAddresses = podAddresses;
  }

  /// Whether everything had been read once when this snapshot was made.
  public boolean isReady() {
    return ready;
  }

  /// Unix time of the last change that could alter an answer; 0 before the first.
  public long serial() {
    return serial;
  }

  /// How many names have records or something below them.
  public int size() {
    return nodes.size();
  }

  /// Answers a question of class IN.
  ///
  /// @param type the type asked for, any number of 16 bits
  public Answer answer(DnsName name, int type) {
    List<Rr> chain = new ArrayList<>();
    Set<DnsName> visited = new HashSet<>();
    DnsName here = name;
    while (true) {
      ReverseName reverse = ReverseName.of(here);
      boolean inDomain = here.isUnder(config.domain());
      if (!inDomain && (reverse == null || !ours(reverse))) {
        return chain.isEmpty()
            ? new Answer.NotOurs()
            : new Answer.Elsewhere(List.copyOf(chain), here);
      }
      if (!ready) {
        return new Answer.NotReady();
      }
      Rr soa =
          soa(inDomain || reverse == null ? here.last(config.domain().size()) : reverse.apex());
      Node node = inDomain ? find(here) : reversed(reverse);
      if (node == null) {
        return new Answer.NxDomain(List.copyOf(chain), soa);
      }
      DnsName alias = node.alias();
      if (alias == null || type == RrType.CNAME) {
        return found(here, node, type, chain, soa);
      }
      chain.add(new Rr(here, config.ttl(), new Rdata.Cname(alias)));
      visited.add(here);
      if (visited.contains(alias) || chain.size() == MAX_ALIASES || alias.isUnder(here)) {
        return new Answer.NoData(List.copyOf(chain), soa);
      }
      here = alias;
    }
  }

  /// Answers a question for a name outside the zones as if the client had gone on with its search list: the first of
  /// `<name>.<namespace>.svc.<domain>`, `<name>.svc.<domain>` and `<name>.<domain>` that exists, as an alias of what was asked.
  ///
  /// @param namespace the namespace of the Pod that asks
  /// @return [Answer.NotOurs] if none of them exists
  public Answer searched(DnsName name, String namespace, int type) {
    DnsName domain = config.domain();
    DnsName services = domain.below("svc");
    DnsName own = domain.below(namespace + ".svc");
    for (DnsName suffix : Stream.of(own, services, domain).filter(Objects::nonNull).toList()) {
      DnsName candidate = name.followedBy(suffix);
      Answer answer = candidate == null ? new Answer.NotOurs() : answer(candidate, type);
      Rr alias = candidate == null ? null : new Rr(name, config.ttl(), new Rdata.Cname(candidate));
      if (alias != null && answer instanceof Answer.Found(List<Rr> records, List<Rr> additional)) {
        return new Answer.Found(
            Stream.concat(Stream.of(alias), records.stream()).toList(), additional);
      }
      if (alias != null && answer instanceof Answer.NoData(List<Rr> chain, Rr soa)) {
        return new Answer.NoData(Stream.concat(Stream.of(alias), chain.stream()).toList(), soa);
      }
    }
    return new Answer.NotOurs();
  }

  private Answer found(DnsName owner, Node node, int type, List<Rr> chain, Rr soa) {
    List<Rdata> data = node.of(type);
    if (data.isEmpty()) {
      return new Answer.NoData(List.copyOf(chain), soa);
    }
    int ttl = type == RrType.TXT ? VERSION_TTL : type == RrType.SOA ? soa.ttl() : config.ttl();
    List<Rr> records = new ArrayList<>(chain);
    data.forEach(d -> records.add(new Rr(owner, ttl, d)));
    return new Answer.Found(List.copyOf(records), additional(data));
  }

  /// The addresses of the names that SRV and NS records point at.
  private List<Rr> additional(List<Rdata> data) {
    Set<Rr> out = new LinkedHashSet<>();
    for (Rdata record : data) {
      DnsName target =
          switch (record) {
            case Rdata.Srv srv -> srv.target();
            case Rdata.Ns ns -> ns.server();
            case Rdata.Address _, Rdata.Cname _, Rdata.Ptr _, Rdata.Txt _, Rdata.Soa _ -> null;
          };
      Node node = target == null ? null : find(target);
      if (target != null && node != null) {
        Stream.of(RrType.A, RrType.AAAA)
            .flatMap(t -> node.of(t).stream())
            .forEach(d -> out.add(new Rr(target, config.ttl(), d)));
      }
    }
    return List.copyOf(out);
  }

  /// What stands at a name of the cluster domain; null if nothing stands there or below.
  private @Nullable Node find(DnsName name) {
    int labels = name.size() - config.domain().size();
    if (labels == 0) {
      return apex();
    }
    if (labels <= 2) {
      Node fixed = fixed(name, labels);
      if (fixed != null) {
        return fixed;
      }
    }
    String branch = name.label(labels - 1);
    boolean pods = branch.equals("pod");
    if (!branch.equals("svc") && !pods) {
      return null;
    }
    if (pods && config.pods() == PodNames.DISABLED) {
      return labels == 1 ? Node.EMPTY : null;
    }
    if (labels == 1) {
      return Node.EMPTY;
    }
    String namespace = name.label(labels - 2);
    if (!namespaces.contains(namespace)) {
      return null;
    }
    if (labels == 2) {
      return Node.EMPTY;
    }
    if (pods) {
      return labels == 3 ? pod(name.label(0), namespace) : null;
    }
    return nodes.get(name.key().substring(0, keyLength(name, labels)) + config.domain().key());
  }

  /// How much of a name's key the leftmost labels take; the rest is the domain, equal but for case.
  private static int keyLength(DnsName name, int labels) {
    int length = 0;
    for (int i = 0; i < labels; i++) {
      length += name.label(i).length() + 1;
    }
    return length;
  }

  private Node apex() {
    Node.Builder node = new Node.Builder();
    node.add(soa(config.domain()).data());
    DnsName server = server();
    if (server != null) {
      node.add(new Rdata.Ns(server));
    }
    return node.build();
  }

  /// `dns-version`, `ns.dns` and what is above it.
  private @Nullable Node fixed(DnsName name, int labels) {
    String first = name.label(0);
    if (labels == 1 && first.equals("dns-version")) {
      Node.Builder node = new Node.Builder();
      node.add(new Rdata.Txt(List.of(VERSION)));
      return node.build();
    }
    if (labels == 1 && first.equals("dns")) {
      return Node.EMPTY;
    }
    if (labels == 2 && first.equals("ns") && name.label(1).equals("dns")) {
      DnsName server = server();
      Node node = server == null ? null : find(server);
      Node.Builder addresses = new Node.Builder();
      if (node != null) {
        node.of(RrType.A).forEach(addresses::add);
        node.of(RrType.AAAA).forEach(addresses::add);
      }
      return addresses.build();
    }
    return null;
  }

  /// The Service in front of this DNS, if it exists.
  private @Nullable DnsName server() {
    DnsName name =
        config
            .domain()
            .below(config.dnsService().name() + "." + config.dnsService().namespace() + ".svc");
    return name != null && nodes.containsKey(name.key()) ? name : null;
  }

  private @Nullable Node pod(String label, String namespace) {
    IpAddress ip = PodAddress.of(label);
    if (ip == null
        || config.pods() == PodNames.VERIFIED && !podAddresses.containsKey(podKey(namespace, ip))) {
      return null;
    }
    Node.Builder node = new Node.Builder();
    node.add(new Rdata.Address(ip));
    return node.build();
  }

  static String podKey(String namespace, IpAddress ip) {
    return namespace + "/" + ip;
  }

  /// Whether a reverse name is answered here: its addresses are the cluster's, or some are known.
  private boolean ours(ReverseName name) {
    Cidr range = name.range();
    return range != null
        && (config.ownRanges().stream()
                .anyMatch(own -> own.overlaps(range) && own.prefix() <= range.prefix())
            || knows(range));
  }

  private boolean knows(Cidr range) {
    IpAddress first = pointers.ceilingKey(range.base());
    return first != null && range.contains(first);
  }

  private @Nullable Node reversed(@Nullable ReverseName name) {
    Cidr range = name == null ? null : name.range();
    if (range == null || !knows(range)) {
      return null;
    }
    Pointers found = pointers.get(range.base());
    if (name == null || !name.whole() || found == null) {
      return Node.EMPTY;
    }
    Node.Builder node = new Node.Builder();
    if (found.service() != null) {
      node.add(new Rdata.Ptr(found.service()));
    } else {
      found.endpoints().values().forEach(names -> names.forEach(n -> node.add(new Rdata.Ptr(n))));
    }
    return node.build();
  }

  private Rr soa(DnsName owner) {
    DnsName mname = config.domain().below("ns.dns");
    DnsName rname = config.domain().below("hostmaster");
    Rdata.Soa data =
        new Rdata.Soa(
            mname == null ? config.domain() : mname,
            rname == null ? config.domain() : rname,
            serial,
            7_200,
            1_800,
            86_400,
            config.negativeTtl());
    return new Rr(owner, Math.min(config.negativeTtl(), MAX_SOA_TTL), data);
  }
}
