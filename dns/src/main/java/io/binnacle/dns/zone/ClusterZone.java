package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
  private final AddressTable pointers;
  private final AddressTable podAddresses;

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
    this.pointers = pointers;
    this.podAddresses = podAddresses;
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
      Node node = inDomain ? find(here, type) : reversed(reverse, type);
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

  /// Why nothing stands at `name`, if there is anything to say: what it leads through is missing or has nothing.
  public @Nullable Reason why(DnsName name) {
    int labels = name.size() - config.domain().size();
    if (!ready || labels < 2 || !name.isUnder(config.domain())) {
      return null;
    }
    if (!name.label(labels - 1).equals("svc")) {
      return null;
    }
    byte[] namespace = WireName.of(name, labels - 2, labels - 1);
    if (!hasNamespace(namespace, 0, namespace.length)) {
      return Reason.NO_NAMESPACE;
    }
    if (labels == 2) {
      return null;
    }
    byte[] key = WireName.of(name, labels - 3, labels - 1);
    ServiceRecords service = service(key, 0, key.length);
    if (service == null) {
      return Reason.NO_SERVICE;
    }
    return service.exists() ? null : Reason.ofEmpty(service);
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
    if (node.data().isEmpty()) {
      return new Answer.NoData(List.copyOf(chain), soa);
    }
    int ttl = type == RrType.TXT ? VERSION_TTL : type == RrType.SOA ? soa.ttl() : config.ttl();
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
    apex(RrType.NS).data().forEach(d -> apex.add(new Rr(config.domain(), config.ttl(), d)));
    DnsName server = config.domain().below("ns.dns");
    if (server != null) {
      serverAddresses().forEach(d -> apex.add(new Rr(server, config.ttl(), d)));
    }
    return new ZoneRecords(config, apex, sorted.iterator());
  }

  /// What stands at a name of the cluster domain; null if nothing stands there or below.
  private @Nullable Node find(DnsName name, int type) {
    int labels = name.size() - config.domain().size();
    if (labels == 0) {
      return apex(type);
    }
    if (labels <= 2) {
      Node fixed = fixed(name, labels, type);
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
        : service(name, labels - 3, type);
  }

  /// What stands at or below a Service.
  ///
  /// @param below how many labels are left of the Service's
  private @Nullable Node service(DnsName name, int below, int type) {
    byte[] key = WireName.of(name, below, below + 2);
    ServiceRecords service = service(key, 0, key.length);
    if (service == null) {
      return null;
    }
    DnsName own = name.last(name.size() - below);
    byte[] left = WireName.of(name, 0, below);
    ServiceLookup lookup = new ServiceLookup(MAX_SELECTED);
    return switch (lookup.ask(service, left, 0, left.length, below, type, 0)) {
      case NO_NAME -> null;
      case NO_DATA -> Node.EMPTY;
      case ALIAS -> Node.aliasOf(Objects.requireNonNull(service.alias()));
      case ADDRESSES ->
          new Node(addresses(lookup.addresses(), type == RrType.AAAA), List.of(), null);
      case SERVICES -> targets(service, own, lookup);
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
  private Node targets(ServiceRecords service, DnsName own, ServiceLookup lookup) {
    DnsName branch = own.last(config.domain().size() + 1);
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
      additional.add(new Rr(names[lookup.glueTarget(i)], config.ttl(), new Rdata.Address(ip)));
    }
    return new Node(data, additional, null);
  }

  private Node apex(int type) {
    DnsName server = type == RrType.NS ? server() : null;
    if (server == null) {
      return Node.of(type, List.of(soa(config.domain()).data()));
    }
    List<Rr> glue = new ArrayList<>();
    serverAddresses().forEach(d -> glue.add(new Rr(server, config.ttl(), d)));
    return new Node(List.of(new Rdata.Ns(server)), glue, null);
  }

  /// `dns-version`, `ns.dns` and what is above it.
  private @Nullable Node fixed(DnsName name, int labels, int type) {
    String first = name.label(0);
    if (labels == 1 && first.equals("dns-version")) {
      return Node.of(type, List.of(new Rdata.Txt(List.of(VERSION))));
    }
    if (labels == 1 && first.equals("dns")) {
      return Node.EMPTY;
    }
    return labels == 2 && first.equals("ns") && name.label(1).equals("dns")
        ? Node.of(type, serverAddresses())
        : null;
  }

  private List<Rdata> serverAddresses() {
    DnsName server = server();
    return server == null
        ? List.of()
        : Stream.of(RrType.A, RrType.AAAA)
            .map(type -> find(server, type))
            .filter(Objects::nonNull)
            .flatMap(node -> node.data().stream())
            .toList();
  }

  /// The Service in front of this DNS, if it exists.
  private @Nullable DnsName server() {
    byte[] key = WireName.of(config.dnsService().name(), config.dnsService().namespace());
    ServiceRecords service = key == null ? null : service(key, 0, key.length);
    DnsName branch = config.domain().below("svc");
    return service == null || !service.exists() || key == null || branch == null
        ? null
        : WireName.name(key, 0, key.length, branch);
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

  /// Whether a reverse name is answered here: its addresses are the cluster's, or some are known.
  private boolean ours(ReverseName name) {
    Cidr range = name.range();
    return range != null
        && (config.ownRanges().stream()
                .anyMatch(own -> own.overlaps(range) && own.prefix() <= range.prefix())
            || pointers.knows(range));
  }

  private @Nullable Node reversed(@Nullable ReverseName name, int type) {
    Cidr range = name == null ? null : name.range();
    if (name == null || range == null || !pointers.knows(range)) {
      return null;
    }
    return name.whole() ? Node.of(type, pointersOf(range.base())) : Node.EMPTY;
  }

  /// The name of the Service with this cluster address, or else the names of all endpoints with it.
  private List<Rdata> pointersOf(IpAddress ip) {
    Set<DnsName> names = new TreeSet<>(Comparator.comparing(DnsName::key));
    DnsName branch = config.domain().below("svc");
    for (Owner owner : Set.copyOf(pointers.owners(ip))) {
      ServiceRecords service = services.find(owner);
      DnsName own =
          branch == null ? null : WireName.name(owner.octets, 0, owner.octets.length, branch);
      if (service == null || own == null) {
        continue;
      }
      if (service.hasClusterAddress(ip)) {
        return List.of(new Rdata.Ptr(own));
      }
      for (int s = 0; s < service.sliceCount(); s++) {
        SliceRecords slice = service.slice(s);
        int at = slice.addresses().indexOf(ip, 0);
        while (at >= 0) {
          DnsName name = WireName.name(slice.names(), slice.nameAt(at), slice.nameEnd(at), own);
          if (name != null) {
            names.add(name);
          }
          at = slice.addresses().indexOf(ip, at + 1);
        }
      }
    }
    return names.stream().<Rdata>map(Rdata.Ptr::new).toList();
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
