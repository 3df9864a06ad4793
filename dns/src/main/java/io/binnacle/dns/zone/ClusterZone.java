package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The cluster's names at one moment: a value. Any number of threads may ask it; nothing in it ever changes.
///
/// @see <a href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">Kubernetes DNS-Based Service Discovery</a>
public final class ClusterZone {
  /// The version of the specification this follows, as `dns-version.<domain>` says.
  static final String VERSION = "1.1.0";

  private static final int VERSION_TTL = 28_800;
  private static final int MAX_SOA_TTL = 300;
  private static final int MAX_ALIASES = 10;

  /// No message holds more records than this, so nobody is given more.
  private static final int MAX_SELECTED = 4_096;

  private final ZoneConfig config;
  private final boolean ready;
  private final long serial;
  private final WireTable<Owner> namespaces;
  private final WireTable<ServiceRecords> services;
  private final AddressTable podAddresses;
  private final ReverseZones reverse;
  private final NameServers servers;

  ClusterZone(
      ZoneConfig config,
      boolean ready,
      long serial,
      WireTable<Owner> namespaces,
      WireTable<ServiceRecords> services,
      AddressTable pointers,
      AddressTable podAddresses) {
    this.config = config;
    this.ready = ready;
    this.serial = serial;
    this.namespaces = namespaces;
    this.services = services;
    this.podAddresses = podAddresses;
    this.reverse = new ReverseZones(config, services, pointers);
    this.servers = new NameServers(config, services, pointers);
  }

  /// What the zones are, apart from the objects in them.
  public ZoneConfig config() {
    return config;
  }

  /// Whether everything had been read once when this snapshot was made.
  public boolean isReady() {
    return ready;
  }

  /// Unix time of the last change that could alter an answer; 0 before the first.
  public long serial() {
    return serial;
  }

  /// How many Services there are.
  public int size() {
    return services.size();
  }

  /// The Service whose name, `<service>.<namespace>`, stands in `octets` as in a message but in lower case.
  ///
  /// @param from where the length of the first label stands
  /// @param to where the second label ends
  /// @return null if there is none
  public @Nullable ServiceRecords service(byte[] octets, int from, int to) {
    return services.find(octets, from, to);
  }

  /// The Service with this namespace and name; null if there is none.
  public @Nullable ServiceRecords service(ObjectKey key) {
    byte[] octets = WireName.of(key.name(), key.namespace());
    return octets == null ? null : service(octets, 0, octets.length);
  }

  /// How many addresses of ready endpoints there are, one of several Services as often. Takes a look at every Service.
  public long endpoints() {
    return services.values().stream().mapToLong(ServiceRecords::entries).sum();
  }

  /// Whether there is a namespace whose name, one label, stands in `octets` in lower case.
  public boolean hasNamespace(byte[] octets, int from, int to) {
    return namespaces.find(octets, from, to) != null;
  }

  /// Answers a question of class IN.
  ///
  /// @param type the type asked for, any number of 16 bits
  public Answer answer(DnsName name, int type) {
    List<Rr> chain = new ArrayList<>();
    Set<DnsName> visited = new HashSet<>();
    DnsName here = name;
    while (true) {
      DnsName domain = config.domainOf(here);
      DnsName apex = domain != null ? here.last(domain.size()) : reverse.zoneOf(here);
      if (apex == null) {
        return elsewhere(chain, here);
      }
      if (!ready) {
        return new Answer.NotReady();
      }
      Node node = find(here, apex, domain != null, type);
      if (node == null) {
        boolean denied = domain != null ? !config.fallsThrough(here) : reverse.denies(here);
        return denied ? new Answer.NxDomain(List.copyOf(chain), soa(apex)) : elsewhere(chain, here);
      }
      DnsName alias = node.alias();
      if (alias == null || type == RrType.CNAME || type == RrType.ANY) {
        return found(here, node, type, chain, apex);
      }
      chain.add(new Rr(here, config.ttl(), new Rdata.Cname(alias)));
      visited.add(here);
      if (visited.contains(alias) || chain.size() == MAX_ALIASES || alias.isUnder(here)) {
        return new Answer.NoData(List.copyOf(chain), soa(apex));
      }
      here = alias;
    }
  }

  private static Answer elsewhere(List<Rr> chain, DnsName name) {
    return chain.isEmpty() ? new Answer.NotOurs() : new Answer.Elsewhere(List.copyOf(chain), name);
  }

  /// Why `name` is answered with `answer`, for people; null if there is nothing to be said.
  public @Nullable Reason explain(DnsName name, Answer answer) {
    return new Explanation(this).of(name, answer);
  }

  /// The namespace of the Pod that has an address: not of one on its node's network, and of none if several have the address.
  /// Known only where the names of Pods are verified.
  public @Nullable String namespaceOf(IpAddress ip) {
    List<Owner> owners = podAddresses.owners(ip);
    return owners.size() != 1 || owners.getFirst().equals(Owner.SEVERAL)
        ? null
        : owners.getFirst().text();
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

  private Answer found(DnsName owner, Node node, int type, List<Rr> chain, DnsName apex) {
    Rr soa = soa(apex);
    if (node.data().isEmpty()) {
      return new Answer.NoData(List.copyOf(chain), soa);
    }
    int ttl =
        switch (type) {
          case RrType.TXT -> VERSION_TTL;
          case RrType.SOA -> soa.ttl();
          default -> node.ttl() < 0 ? config.ttl() : node.ttl();
        };
    List<Rr> records = new ArrayList<>(chain);
    node.data().forEach(d -> records.add(new Rr(owner, ttl, d)));
    return new Answer.Found(List.copyOf(records), node.additional());
  }

  /// The start of the cluster domain, which goes with every "no".
  public Rr soa() {
    return soa(config.domain());
  }

  /// All records of the cluster domain that a transfer has between its two SOA records: the name server, then the Services in the
  /// order of their names. Made while they are asked for; for one thread at a time.
  public Iterator<Rr> records() {
    List<ServiceRecords> sorted = services.values();
    sorted.sort(Comparator.comparing(s -> s.octets, Arrays::compare));
    List<Rr> apex = new ArrayList<>();
    servers
        .records(config.domain())
        .data()
        .forEach(d -> apex.add(new Rr(config.domain(), config.ttl(), d)));
    DnsName server = config.domain().below("ns.dns");
    if (server != null) {
      servers.addresses(config.domain()).forEach(d -> apex.add(new Rr(server, config.ttl(), d)));
    }
    return new ZoneRecords(config, apex, sorted.iterator());
  }

  /// What stands at a name; null if nothing stands there or below.
  ///
  /// @param apex the zone it is in
  /// @param inDomain whether that is a cluster domain
  private @Nullable Node find(DnsName name, DnsName apex, boolean inDomain, int type) {
    int labels = name.size() - apex.size();
    if (labels == 0) {
      return type == RrType.NS
          ? servers.records(inDomain ? apex : config.domain())
          : Node.of(type, List.of(soa(apex).data()));
    }
    return inDomain ? below(name, apex, labels, type) : reverse.find(name, type);
  }

  /// What stands at a name with so many labels left of the cluster domain.
  private @Nullable Node below(DnsName name, DnsName domain, int labels, int type) {
    if (labels <= 2) {
      Node fixed = fixed(name, domain, labels, type);
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
    byte[] namespace = WireName.of(name, labels - 2, labels - 1);
    if (!hasNamespace(namespace, 0, namespace.length)) {
      return null;
    }
    if (labels == 2) {
      return Node.EMPTY;
    }
    return pods
        ? labels == 3 ? pod(name.label(0), namespace, type) : null
        : service(name, domain, labels - 3, type);
  }

  /// What stands at or below a Service.
  ///
  /// @param below how many labels are left of the Service's
  private @Nullable Node service(DnsName name, DnsName domain, int below, int type) {
    byte[] key = WireName.of(name, below, below + 2);
    ServiceRecords service = service(key, 0, key.length);
    if (service == null) {
      return null;
    }
    DnsName own = name.last(name.size() - below);
    byte[] left = WireName.of(name, 0, below);
    ServiceLookup lookup = new ServiceLookup(MAX_SELECTED);
    int ttl = service.isOfEndpoints(below) ? config.headlessTtl() : config.ttl();
    return switch (lookup.ask(service, left, 0, left.length, below, type, 0)) {
      case NO_NAME -> null;
      case NO_DATA -> Node.EMPTY;
      case ALIAS -> Node.aliasOf(Objects.requireNonNull(service.alias()));
      case ADDRESSES ->
          new Node(addresses(lookup.addresses(), type == RrType.AAAA), List.of(), null, ttl);
      case SERVICES -> targets(service, own, domain, ttl, lookup);
    };
  }

  private static List<Rdata> addresses(AddressSet set, boolean isIpv6) {
    List<Rdata> out = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      out.add(new Rdata.Address(AddressList.address(isIpv6, set.high(i), set.low(i))));
    }
    return out;
  }

  /// SRV records and the addresses of their targets, whose names end in the domain as it was asked for.
  private Node targets(
      ServiceRecords service, DnsName own, DnsName domain, int ttl, ServiceLookup lookup) {
    DnsName branch = own.last(domain.size() + 1);
    DnsName itself = WireName.name(service.name(), 0, service.name().length, branch);
    List<Rdata> data = new ArrayList<>();
    DnsName[] names = new DnsName[lookup.targets()];
    for (int i = 0; i < names.length && itself != null; i++) {
      int entry = lookup.targetEntry(i);
      SliceRecords slice =
          entry == ServiceLookup.ITSELF ? null : service.slice(lookup.targetSlice(i));
      DnsName target =
          slice == null
              ? itself
              : WireName.name(slice.names(), slice.nameAt(entry), slice.nameEnd(entry), itself);
      names[i] = target == null ? itself : target;
      if (target != null) {
        data.add(new Rdata.Srv(0, lookup.weight(), lookup.targetPort(i), target));
      }
    }
    List<Rr> additional = new ArrayList<>();
    for (int i = 0; i < lookup.glue() && itself != null; i++) {
      IpAddress ip =
          AddressList.address(lookup.glueIsIpv6(i), lookup.glueHigh(i), lookup.glueLow(i));
      additional.add(new Rr(names[lookup.glueTarget(i)], ttl, new Rdata.Address(ip)));
    }
    return new Node(data, additional, null, ttl);
  }

  /// `dns-version`, `ns.dns` and what is above it.
  private @Nullable Node fixed(DnsName name, DnsName domain, int labels, int type) {
    String first = name.label(0);
    if (labels == 1 && first.equals("dns-version")) {
      return Node.of(type, List.of(new Rdata.Txt(List.of(VERSION))));
    }
    if (labels == 1 && first.equals("dns")) {
      return Node.EMPTY;
    }
    return labels == 2 && first.equals("ns") && name.label(1).equals("dns")
        ? Node.of(type, servers.addresses(domain))
        : null;
  }

  private @Nullable Node pod(String label, byte[] namespace, int type) {
    IpAddress ip = PodAddress.of(label);
    if (ip == null
        || config.pods() == PodNames.VERIFIED
            && podAddresses.owners(ip).stream()
                .noneMatch(owner -> owner.isAt(namespace, 0, namespace.length))) {
      return null;
    }
    return Node.of(type, List.of(new Rdata.Address(ip)));
  }

  private Rr soa(DnsName owner) {
    DnsName domain = owner.isUnder(ReverseName.ARPA) ? config.domain() : owner;
    DnsName mname = domain.below("ns.dns");
    DnsName rname = domain.below("hostmaster");
    Rdata.Soa data =
        new Rdata.Soa(
            mname == null ? domain : mname,
            rname == null ? domain : rname,
            serial,
            7_200,
            1_800,
            86_400,
            config.negativeTtl());
    return new Rr(owner, Math.min(config.negativeTtl(), MAX_SOA_TTL), data);
  }
}
