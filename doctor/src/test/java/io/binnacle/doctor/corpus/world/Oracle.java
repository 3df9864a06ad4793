package io.binnacle.doctor.corpus.world;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneEditor;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.node.dns.ClusterDns;
import io.binnacle.node.dns.PodDns;
import io.binnacle.node.dns.ResolvConf;
import io.binnacle.node.runtime.SandboxSpec;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Fate;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Follows requests through a settled world: name, address, node, endpoint, policies, process. Says what fails; knows nothing of checks.
public final class Oracle {
  private static final String DNS = "10.96.0.10";
  private static final String STRANGER = "203.0.113.200";
  private static final ZoneConfig ZONE =
      new ZoneConfig(
          DnsName.of("cluster.local"),
          30,
          30,
          ZoneConfig.PodNames.INSECURE,
          new ObjectKey("kube-system", "kube-dns"),
          List.of(Settled.SERVICES));

  private final Settled settled;
  private final Policies policies;
  private final ClusterZone zone;
  private final Map<String, List<Planned>> planned = new HashMap<>();

  /// What one node does for one Service.
  private record Planned(ServiceView service, List<ServicePlan> plans) {}

  public Oracle(Settled settled) {
    this.settled = settled;
    this.policies = new Policies(settled);
    ZoneEditor editor = new ZoneEditor(ZONE, () -> Settled.NOW);
    settled.all(ResourceName.NAMESPACES).forEach(n -> editor.namespace(Meta.name(n), true));
    for (Obj service : settled.all(ResourceName.SERVICES)) {
      editor.service(ObjectKey.of(service), ServiceView.of(service));
    }
    for (Obj slice : settled.all(ResourceName.ENDPOINT_SLICES)) {
      editor.slice(ObjectKey.of(slice), SliceView.of(slice));
    }
    this.zone = editor.snapshot(true);
  }

  /// What fails of everything this world wants; empty if all is well.
  public List<String> failures() {
    List<String> out = new ArrayList<>();
    for (World.Use use : settled.world.uses) {
      failures(use)
          .forEach(f -> out.add(use.from() + " -> " + use.host() + ":" + use.port() + ": " + f));
    }
    for (Obj ingress : settled.all(Kinds.INGRESSES)) {
      ingress(ingress, out);
    }
    return out;
  }

  /// What fails of one use, whoever of the workload asks and whichever way it takes.
  public List<String> failures(World.Use use) {
    Set<String> out = new TreeSet<>();
    if (use.from().equals("outside")) {
      stranger(use, out);
      return List.copyOf(out);
    }
    List<PodView> clients =
        settled.podsOf(use.from()).stream().filter(p -> p.phase().equals("Running")).toList();
    if (clients.isEmpty()) {
      return List.of("nobody of " + use.from() + " runs, who could ask");
    }
    clients.forEach(client -> request(client, use.host(), use.port(), use.protocol(), out));
    return List.copyOf(out);
  }

  // ---- a Pod asks

  private void request(PodView client, String host, int port, String protocol, Set<String> out) {
    List<String> addresses =
        IpAddress.parse(host) != null ? List.of(host) : resolve(client, host, out);
    for (String address : addresses) {
      connect(client, nodeOf(client), address, port, protocol, host, out);
    }
  }

  private NodeView nodeOf(PodView pod) {
    Obj node = settled.find(ResourceName.NODES, new ObjectKey("", pod.nodeName()));
    return NodeView.of(node == null ? Obj.EMPTY : node);
  }

  private List<String> resolve(PodView client, String host, Set<String> out) {
    SandboxSpec.Dns dns =
        PodDns.of(
                client.object(),
                new ClusterDns(List.of(DNS), "cluster.local"),
                new ResolvConf(List.of("192.168.10.1"), List.of(), List.of()))
            .dns();
    String server = dns.servers().isEmpty() ? "" : dns.servers().getFirst();
    boolean cluster = server.equals(DNS);
    if (cluster) {
      Set<String> failed = new TreeSet<>();
      connect(client, nodeOf(client), DNS, 53, "UDP", "the cluster DNS", failed);
      if (!failed.isEmpty()) {
        failed.forEach(f -> out.add("asking for " + host + ": " + f));
        return List.of();
      }
    } else if (!server.equals("192.168.10.1")) {
      out.add("asking for " + host + ": no resolver at " + server);
      return List.of();
    }
    int ndots = 1;
    for (String option : dns.options()) {
      ndots = option.startsWith("ndots:") ? Integer.parseInt(option.substring(6)) : ndots;
    }
    List<String> tries = new ArrayList<>();
    boolean dotted = host.chars().filter(c -> c == '.').count() >= ndots || host.endsWith(".");
    if (dotted) {
      tries.add(host);
    }
    if (!host.endsWith(".")) {
      dns.searches().forEach(s -> tries.add(host + "." + s));
      if (!dotted) {
        tries.add(host);
      }
    }
    for (String each : tries) {
      List<String> found = lookUp(each, cluster);
      if (found != null) {
        if (found.isEmpty()) {
          out.add(each + " has no address");
        }
        return found;
      }
    }
    out.add("no such name: " + host);
    return List.of();
  }

  /// The addresses of a name, null if it does not exist; an outside one has the one address the world says.
  private @Nullable List<String> lookUp(String name, boolean cluster) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    DnsName parsed = DnsName.parse(bare);
    if (parsed == null) {
      return null;
    }
    if (cluster) {
      Answer answer = zone.answer(parsed, RrType.A);
      switch (answer) {
        case Answer.Found found -> {
          Set<String> ips = new TreeSet<>();
          for (Rr each : found.records()) {
            if (each.data() instanceof Rdata.Address address) {
              ips.add(address.ip().toString());
            }
          }
          return List.copyOf(ips);
        }
        case Answer.NoData no -> {
          return noIpv4(parsed, no);
        }
        case Answer.NxDomain _ -> {
          return null;
        }
        case Answer.Elsewhere elsewhere -> {
          return outside(elsewhere.target().toString());
        }
        case Answer.NotOurs _, Answer.NotReady _ -> {}
      }
    }
    return outside(bare);
  }

  private @Nullable List<String> noIpv4(DnsName name, Answer.NoData no) {
    Set<String> ips = new TreeSet<>();
    if (zone.answer(name, RrType.AAAA) instanceof Answer.Found found) {
      for (Rr each : found.records()) {
        if (each.data() instanceof Rdata.Address address) {
          ips.add(address.ip().toString());
        }
      }
    }
    return ips.isEmpty() && !no.chain().isEmpty() ? null : List.copyOf(ips);
  }

  private @Nullable List<String> outside(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return settled.world.names.contains(bare) ? List.of("name:" + bare) : null;
  }

  // ---- an address and a port

  private void connect(
      @Nullable PodView client,
      NodeView node,
      String ip,
      int port,
      String protocol,
      String host,
      Set<String> out) {
    if (ip.startsWith("name:")) {
      if (!settled.world.outside.contains(ip.substring(5) + ":" + port)) {
        out.add(ip.substring(5) + " does not answer at port " + port);
      }
      return;
    }
    String source = client == null ? STRANGER : client.podIp();
    for (Planned one : plans(node)) {
      ServiceView service = one.service();
      for (ServicePlan plan : one.plans()) {
        boolean own = plan.clusterIp().toString().equals(ip);
        boolean hit = false;
        for (PortPlan each : plan.ports()) {
          for (Door door : each.doors()) {
            if (door.address().toString().equals(ip)
                && door.port() == port
                && each.protocol().name().equals(protocol)) {
              hit = true;
              through(door, client, source, service, protocol, out);
            }
          }
        }
        if (hit) {
          return;
        }
        if (own) {
          out.add(host + " (" + ip + ") has no port " + port + " " + protocol);
          return;
        }
      }
    }
    deliver(client, source, null, ip, port, protocol, out);
  }

  private List<Planned> plans(NodeView node) {
    return planned.computeIfAbsent(
        node.name(),
        _ ->
            settled.all(ResourceName.SERVICES).stream()
                .map(ServiceView::of)
                .map(service -> new Planned(service, plans(service, node)))
                .toList());
  }

  private List<ServicePlan> plans(ServiceView service, NodeView node) {
    List<IpAddress> own = node.addresses("InternalIP").stream().map(IpAddress::of).toList();
    ThisNode here = new ThisNode(node.name(), node.zone(), own, own);
    return new ServicePlanner(here, Set.of()).plan(service, settled.slices(service.key()));
  }

  private void through(
      Door door,
      @Nullable PodView client,
      String source,
      ServiceView service,
      String protocol,
      Set<String> out) {
    if (!door.admitted().isEmpty()
        && door.admitted().stream().noneMatch(r -> r.contains(IpAddress.of(source)))) {
      out.add(source + " is not in the source ranges of " + service.key());
      return;
    }
    Fate fate =
        door.fate() instanceof Fate.ByOrigin split
            ? client == null ? split.outside() : split.inside()
            : door.fate();
    switch (fate) {
      case Fate.Reject _ -> out.add("refused by " + service.key() + ": no endpoint");
      case Fate.Drop _ -> out.add("dropped by " + service.key() + ": no endpoint here");
      case Fate.ByOrigin _ -> throw new IllegalStateException("origin is asked once");
      case Fate.Forward forward -> {
        for (Backend backend : forward.backends()) {
          deliver(
              client, source, service, backend.address().toString(), backend.port(), protocol, out);
        }
      }
    }
  }

  /// Whether a process answers there, and the right one.
  ///
  /// @param service null if the client went there by itself
  private void deliver(
      @Nullable PodView client,
      String source,
      @Nullable ServiceView service,
      String ip,
      int port,
      String protocol,
      Set<String> out) {
    String place = ip + ":" + port;
    PodView target = null;
    for (PodView pod : settled.pods()) {
      if (pod.podIps().contains(ip)
          && !pod.isTerminal()
          && (!pod.hostNetwork() || listens(pod, ip, port, protocol))) {
        target = pod;
      }
    }
    if (target == null) {
      if (!settled.world.outside.contains(place)
          || !policies.refuses(client, source, null, ip, port, protocol).isEmpty()) {
        out.add("nobody answers at " + place);
      }
      return;
    }
    String refused = policies.refuses(client, source, target, ip, port, protocol);
    if (!refused.isEmpty()) {
      out.add(refused);
    } else if (!listens(target, ip, port, protocol)) {
      out.add(target.key() + " refuses at " + port + " " + protocol);
    } else if (service != null && !target.isReady() && !target.isTerminating()) {
      out.add(target.key() + " is asked though it is not ready");
    } else if (service != null) {
      Set<String> meant = settled.world.meant.get(service.key());
      if (meant != null && !meant.isEmpty() && !meant.contains(settled.makerOf(target))) {
        out.add(service.key() + " leads to " + target.key() + ", another application");
      }
    }
  }

  private boolean listens(PodView pod, String ip, int port, String protocol) {
    return settled.sockets.getOrDefault(pod.key(), List.of()).stream()
        .anyMatch(s -> s.answers(protocol, ip, port));
  }

  // ---- strangers and ingresses

  private void stranger(World.Use use, Set<String> out) {
    int slash = use.host().indexOf('/');
    ServiceView service =
        settled.service(
            new ObjectKey(use.host().substring(0, slash), use.host().substring(slash + 1)));
    if (service == null) {
      out.add("no Service " + use.host());
      return;
    }
    boolean balanced = service.type() == ServiceView.Type.LOAD_BALANCER;
    if (balanced && service.virtualIngress().isEmpty()) {
      out.add("the balancer of " + service.key() + " has no address");
      return;
    }
    boolean entered = false;
    for (Obj object : settled.all(ResourceName.NODES)) {
      NodeView node = NodeView.of(object);
      List<ServicePlan> plans = plans(service, node);
      boolean healthy =
          !service.externalTrafficLocal()
              || plans.stream().anyMatch(p -> p.health() == null || p.health().localReady() > 0);
      if (!node.isReady() || balanced && !healthy) {
        continue; // the balancer's health check keeps it away
      }
      entered = true;
      int port = use.port();
      String ip =
          balanced ? service.virtualIngress().getFirst() : node.addresses("InternalIP").getFirst();
      if (!balanced) {
        port =
            service.ports().stream()
                .filter(p -> p.port() == use.port())
                .mapToInt(p -> p.nodePort())
                .findFirst()
                .orElse(0);
      }
      connect(null, node, ip, port, use.protocol(), use.host(), out);
    }
    if (!entered) {
      out.add("the balancer of " + service.key() + " finds no healthy node");
    }
  }

  private void ingress(Obj ingress, List<String> out) {
    for (Obj rule : ingress.obj("spec").arr("rules").objects()) {
      for (Obj path : rule.obj("http").arr("paths").objects()) {
        Obj backend = path.obj("backend").obj("service");
        if (path.obj("backend").has("resource")) {
          continue;
        }
        ServiceView service =
            settled.service(new ObjectKey(Meta.namespace(ingress), backend.str("name")));
        Obj port = backend.obj("port");
        boolean fits =
            service != null
                && service.ports().stream()
                    .anyMatch(p ->
                        port.has("name")
                            ? p.name().equals(port.str("name"))
                            : p.port() == port.integer("number", 0));
        if (!fits) {
          out.add("Ingress " + ObjectKey.of(ingress) + " leads to " + backend);
        }
      }
    }
  }
}
