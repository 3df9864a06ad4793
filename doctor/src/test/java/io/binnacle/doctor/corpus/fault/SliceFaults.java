package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// EndpointSlices and Endpoints that say something else than they should.
final class SliceFaults {
  private static final List<String> NAMES =
      List.of("erp-db", "ldap", "fax", "archive", "nas", "scada");

  private SliceFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("endpoints-missing", 3, SliceFaults::missing),
        Fault.of("endpoints-other-name", 3, SliceFaults::otherName),
        Fault.of("slice-label", 4, SliceFaults::label),
        Fault.of("endpoints-port-name", 3, SliceFaults::portName),
        Fault.of("slice-family", 1, SliceFaults::family),
        Fault.of("slice-stale", 4, SliceFaults::stale),
        Fault.of("slice-foreign", 3, SliceFaults::foreign),
        Fault.of("slice-not-ready", 2, SliceFaults::notReady),
        Fault.of("endpoint-unusable", 4, SliceFaults::unusable),
        Fault.of("endpoint-dead", 2, SliceFaults::dead));
  }

  /// A Service without selector, asked by a site's client, for two machines outside that answer at 3306.
  ///
  /// @param ports of the Service, in flow style
  private static @Nullable Site manual(Site site, String ports) {
    ObjectRef client = site.client();
    if (client == null
        || client.namespace().equals("kube-system")
        || !site.world().all("NetworkPolicy").isEmpty()) {
      return null;
    }
    String name = NAMES.get(Math.floorMod(site.service().hashCode(), NAMES.size()));
    site.world()
        .apply(
            "{apiVersion: v1, kind: Service, metadata: {name: "
                + name
                + ", namespace: "
                + client.namespace()
                + "}, spec: {ports: ["
                + ports
                + "]}}");
    site.world().outside.add("172.20.9.1:3306");
    site.world().outside.add("172.20.9.2:3306");
    site.world().uses.add(new World.Use(World.id(client), name, 3306, "TCP"));
    return new Site(site.world(), new ObjectKey(client.namespace(), name), null);
  }

  private static String endpoints(Site site, String name, String ports, String... ips) {
    StringBuilder addresses = new StringBuilder();
    for (String ip : ips) {
      addresses.append(addresses.isEmpty() ? "" : ", ").append("{ip: ").append(ip).append('}');
    }
    return "{apiVersion: v1, kind: Endpoints, metadata: {name: "
        + name
        + ", namespace: "
        + site.service().namespace()
        + "}, subsets: [{addresses: ["
        + addresses
        + "], ports: ["
        + ports
        + "]}]}";
  }

  private static String slice(
      Site site, String labels, String type, String ports, String ip, String conditions) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: "
        + site.service().name()
        + "-manual, namespace: "
        + site.service().namespace()
        + ", labels: {"
        + labels
        + "}}, addressType: "
        + type
        + ", ports: ["
        + ports
        + "], endpoints: [{addresses: [\""
        + ip
        + "\"], conditions: {"
        + conditions
        + "}}]}";
  }

  private static String own(Site site) {
    return "kubernetes.io/service-name: " + site.service().name();
  }

  private static Truth truth(String id, Site site) {
    String namespace = site.service().namespace();
    return Truth.service(id, site, "")
        .at("Endpoints", namespace, "*", "")
        .at("EndpointSlice", namespace, "*", "");
  }

  private static @Nullable Injected missing(Site site, int way) {
    if (way == 0) {
      if (!site.isVirtual() || site.uses().isEmpty() || !site.hasWorkload()) {
        return null;
      }
      site.editService(null, "spec", "selector");
      return Injected.of(
          Truth.service("endpoints-missing", site, "")
              .at("Endpoints", site.service().namespace(), site.service().name(), ""));
    }
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    if (way == 2) {
      made.world()
          .apply(
              "{apiVersion: v1, kind: Endpoints, metadata: {name: "
                  + made.service().name()
                  + ", namespace: "
                  + made.service().namespace()
                  + "}}");
    }
    return Injected.of(truth("endpoints-missing", made)).of(made);
  }

  private static @Nullable Injected otherName(Site site, int way) {
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    String name = made.service().name();
    String other = way == 0 ? name + "-endpoints" : way == 1 ? name + "s" : "external-" + name;
    made.world()
        .apply(endpoints(made, other, "{name: mysql, port: 3306}", "172.20.9.1", "172.20.9.2"));
    return Injected.of(truth("endpoints-other-name", made)).of(made);
  }

  private static @Nullable Injected label(Site site, int way) {
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    String name = made.service().name();
    String labels =
        switch (way) {
          case 0 -> "app: " + name;
          case 1 -> "kubernetes.io/service-name: " + name + "-svc";
          case 2 -> "kubernetes.io/service: " + name;
          default -> "";
        };
    made.world()
        .apply(
            slice(
                made,
                labels,
                "IPv4",
                "{name: mysql, port: 3306, protocol: TCP}",
                "172.20.9.1",
                "ready: true"));
    return Injected.of(truth("slice-label", made)).of(made);
  }

  private static @Nullable Injected portName(Site site, int way) {
    Site made = manual(site, way == 1 ? "{port: 3306}" : "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    switch (way) {
      case 0 ->
          made.world()
              .apply(
                  endpoints(
                      made, made.service().name(), "{port: 3306}", "172.20.9.1", "172.20.9.2"));
      case 1 ->
          made.world()
              .apply(
                  endpoints(made, made.service().name(), "{name: db, port: 3306}", "172.20.9.1"));
      default ->
          made.world()
              .apply(
                  slice(
                      made,
                      own(made),
                      "IPv4",
                      "{name: mysq, port: 3306, protocol: TCP}",
                      "172.20.9.1",
                      "ready: true"));
    }
    return Injected.of(truth("endpoints-port-name", made)).of(made);
  }

  private static @Nullable Injected family(Site site, int way) {
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    String ip = "2001:db8:" + way + "::" + (1 + made.service().name().length());
    made.world().outside.add(ip + ":3306");
    made.world()
        .apply(
            slice(
                made,
                own(made),
                "IPv6",
                "{name: mysql, port: 3306, protocol: TCP}",
                ip,
                "ready: true"));
    return Injected.of(truth("slice-family", made)).of(made);
  }

  private static List<SliceView> managed(Site site) {
    return new Settler(site.world().copy()).settle().slices(site.service());
  }

  private static @Nullable Injected stale(Site site, int way) {
    if (!site.view().hasSelector() || !site.hasWorkload() || site.uses().isEmpty()) {
      return null;
    }
    List<SliceView> slices = managed(site);
    if (slices.isEmpty() || slices.getFirst().endpoints().isEmpty()) {
      return null;
    }
    Obj slice = slices.getFirst().object();
    Arr endpoints = slice.arr("endpoints");
    Obj first = (Obj) endpoints.get(0);
    Obj gone =
        first.with(
            "addresses",
            Arr.of(
                Str.of(
                    slice.str("addressType").equals("IPv6")
                        ? "fd00:10:244:1::ee"
                        : "10.244.1.222")));
    gone =
        gone.change("targetRef", t -> t.with("name", t.str("name") + "-old").with("uid", "gone"));
    Value next =
        switch (way) {
          case 0 -> endpoints.with(0, gone);
          case 1 -> Arr.EMPTY;
          case 2 -> endpoints.plus(gone);
          default ->
              endpoints.map(e ->
                  Tree.set(
                      Tree.set((Obj) e, io.binnacle.model.tree.Bool.FALSE, "conditions", "ready"),
                      io.binnacle.model.tree.Bool.FALSE,
                      "conditions",
                      "serving"));
        };
    site.world().tampered.put(World.ref(slice), slice.with("endpoints", next));
    return Injected.of(truth("slice-stale", site).at("Lease", "*", "*", ""))
        .failing(s -> differs(s, site));
  }

  /// Requests that fail, and ready Pods that no slice has.
  private static List<String> differs(Settled settled, Site site) {
    List<String> out = new ArrayList<>(new Oracle(settled).failures());
    var service = settled.service(site.service());
    if (service != null) {
      List<String> listed =
          settled.slices(site.service()).stream()
              .flatMap(s -> s.endpoints().stream())
              .map(SliceView.Endpoint::address)
              .toList();
      settled.podsBehind(service).stream()
          .filter(p -> p.isReady() && p.podIps().stream().noneMatch(listed::contains))
          .forEach(p -> out.add(p.key() + " is ready and in no slice"));
    }
    return out;
  }

  private static @Nullable Injected foreign(Site site, int way) {
    if (!site.isVirtual() || !site.hasWorkload() || site.uses().isEmpty()) {
      return null;
    }
    List<SliceView> slices = managed(site);
    if (slices.isEmpty()
        || slices.getFirst().ports().isEmpty()
        || !slices.getFirst().addressType().equals("IPv4")) {
      return null;
    }
    String manager =
        switch (way) {
          case 0 -> "";
          case 1 -> ", endpointslice.kubernetes.io/managed-by: migration-script";
          default -> ", endpointslice.kubernetes.io/managed-by: old-operator.example.com";
        };
    Obj made =
        Tree.set(
            slices.getFirst().object(),
            Obj.of(
                "name",
                Str.of(site.service().name() + "-legacy"),
                "namespace",
                Str.of(site.service().namespace())),
            "metadata");
    Map<String, String> labels =
        new java.util.TreeMap<>(Map.of("kubernetes.io/service-name", site.service().name()));
    if (!manager.isEmpty()) {
      labels.put(
          "endpointslice.kubernetes.io/managed-by", manager.substring(manager.indexOf(':') + 2));
    }
    made = Tree.set(made, Obj.strings(labels), "metadata", "labels");
    String ip = way == 1 ? "172.20.66.6" : "10.244.2.231";
    made =
        made.with(
            "endpoints",
            Arr.of(
                Obj.of(
                    "addresses",
                    Arr.of(Str.of(ip)),
                    "conditions",
                    Obj.of("ready", io.binnacle.model.tree.Bool.TRUE))));
    site.world().apply(made);
    site.world().probed = way == 1;
    return Injected.of(
        Truth.of(way == 1 ? "slice-foreign endpoint-dead" : "slice-foreign")
            .at(
                "EndpointSlice",
                site.service().namespace(),
                site.service().name() + "-legacy",
                ""));
  }

  private static @Nullable Injected notReady(Site site, int way) {
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    if (way == 0) {
      made.world()
          .apply(
              slice(
                  made,
                  own(made),
                  "IPv4",
                  "{name: mysql, port: 3306, protocol: TCP}",
                  "172.20.9.1",
                  "ready: false"));
    } else {
      made.world()
          .apply(
              endpoints(made, made.service().name(), "{name: mysql, port: 3306}", "172.20.9.1")
                  .replace("addresses:", "notReadyAddresses:"));
    }
    return Injected.of(truth("slice-not-ready", made)).of(made);
  }

  private static @Nullable Injected unusable(Site site, int way) {
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    String target =
        switch (way) {
          case 0 -> "10.96.0.1";
          case 1 -> address(new Settler(made.world().copy()).settle(), made.service());
          case 2 -> address(new Settler(made.world().copy()).settle(), site.service());
          default -> "169.254.20.10";
        };
    if (target.isEmpty() || target.equals("None")) {
      return null;
    }
    // Settled addresses depend on the names alone, so that they are the same once more.
    if (way == 3) {
      made.world()
          .apply(
              slice(
                  made,
                  own(made),
                  "IPv4",
                  "{name: mysql, port: 3306, protocol: TCP}",
                  target,
                  "ready: true"));
    } else {
      made.world()
          .apply(endpoints(made, made.service().name(), "{name: mysql, port: 3306}", target));
    }
    return Injected.of(truth("endpoint-unusable", made)).of(made);
  }

  private static String address(Settled settled, ObjectKey service) {
    var view = settled.service(service);
    return view == null ? "" : view.clusterIp();
  }

  private static @Nullable Injected dead(Site site, int way) {
    Site made = manual(site, "{name: mysql, port: 3306}");
    if (made == null) {
      return null;
    }
    String port = "{name: mysql, port: 3306}";
    if (way == 0) {
      made.world().apply(endpoints(made, made.service().name(), port, "172.20.9.1", "172.20.9.77"));
    } else {
      made.world()
          .apply(
              slice(
                  made,
                  own(made),
                  "IPv4",
                  "{name: mysql, port: 3306, protocol: TCP}",
                  "172.20.9.78",
                  "ready: true"));
    }
    made.world().probed = true;
    return Injected.of(truth("endpoint-dead", made)).of(made);
  }
}
