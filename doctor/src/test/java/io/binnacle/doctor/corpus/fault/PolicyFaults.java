package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// NetworkPolicies that let too little pass.
final class PolicyFaults {
  private PolicyFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("policy-blocks-port", 3, PolicyFaults::port),
        Fault.of("policy-blocks-clients", 4, PolicyFaults::clients),
        Fault.of("policy-blocks-egress", 3, PolicyFaults::egress),
        Fault.of("policy-blocks-dns", 3, PolicyFaults::dns));
  }

  private static @Nullable ObjectRef client(Site site) {
    ObjectRef client = site.client();
    return !site.hasWorkload()
            || !site.view().hasSelector()
            || client == null
            || !site.world().all("NetworkPolicy").isEmpty()
            || client.namespace().equals("kube-system")
            || Objects.requireNonNull(site.world().get(client))
                .toString()
                .contains("\"hostNetwork\":true")
            || site.template().obj("spec").bool("hostNetwork", false)
        ? null
        : client;
  }

  private static String labels(Map<String, String> labels) {
    return Obj.strings(labels).toString();
  }

  private static Map<String, String> labelsOf(Site site, ObjectRef workload) {
    Obj object = Objects.requireNonNull(site.world().get(workload));
    return workload.kind().equals("Pod")
        ? Meta.labels(object)
        : object.obj("spec").obj("selector").obj("matchLabels").stringMap();
  }

  private static void policy(
      Site site, String namespace, String selected, String types, String rules) {
    site.world()
        .apply(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: guard, namespace: "
                + namespace
                + "}, spec: {podSelector: {matchLabels: "
                + selected
                + "}, policyTypes: ["
                + types
                + "], "
                + rules
                + "}}");
  }

  private static Truth truth(String ids, String namespace) {
    return Truth.of(ids).at("NetworkPolicy", namespace, "guard", "");
  }

  private static @Nullable Injected port(Site site, int way) {
    if (client(site) == null) {
      return null;
    }
    ServiceView.Port port = site.view().ports().getFirst();
    String allowed =
        switch (way) {
          case 0 ->
              "{port: "
                  + port.port()
                  + ", protocol: "
                  + port.protocol()
                  + "}"; // the Service's port, where the Pod's counts
          case 1 -> "{port: 9, protocol: " + port.protocol() + "}";
          default -> "{port: http-main, protocol: " + port.protocol() + "}";
        };
    policy(
        site,
        site.service().namespace(),
        labels(site.view().selector()),
        "Ingress",
        "ingress: [{ports: [" + allowed + "]}]");
    return Injected.of(truth("policy-blocks-port", site.service().namespace())).ofClient(site);
  }

  private static @Nullable Injected clients(Site site, int way) {
    ObjectRef client = client(site);
    if (client == null) {
      return null;
    }
    Map<String, String> theirs = labelsOf(site, client);
    Map.Entry<String, String> one = theirs.entrySet().iterator().next();
    String from =
        switch (way) {
          case 0 ->
              "{podSelector: {matchLabels: "
                  + labels(Map.of(one.getKey(), one.getValue() + "s"))
                  + "}}";
          case 1 -> "{podSelector: {matchLabels: {role: client}}}";
          case 2 -> "{namespaceSelector: {matchLabels: {name: " + client.namespace() + "}}}";
          default ->
              "{podSelector: {matchLabels: "
                  + labels(
                      Map.of(
                          one.getKey(), one.getValue().substring(0, one.getValue().length() - 1)))
                  + "}}";
        };
    if (way == 1) { // nothing but what it says tells that it is a client
      ClientFaults.name(site.world(), client, asked(site, client));
    }
    policy(
        site,
        site.service().namespace(),
        labels(site.view().selector()),
        "Ingress",
        "ingress: [{from: [" + from + "]}]");
    return Injected.of(truth("policy-blocks-clients", site.service().namespace())).ofClient(site);
  }

  /// What the client asks of the site; a doctor that is to know it must find it in the client's manifest.
  private static World.Use asked(Site site, ObjectRef client) {
    return site.uses().stream()
        .filter(u -> u.from().equals(World.id(client)))
        .findFirst()
        .orElseThrow();
  }

  /// A network plugin for which Service addresses mean nothing in policies, since they are translated before it looks. The API leaves
  /// that open, and some plugins see them; so without a plugin in sight nobody could tell that such a rule fails.
  private static void plugin(Site site) {
    site.world()
        .apply(
            "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: calico-node, namespace: kube-system}, spec: {selector: {matchLabels:"
                + " {k8s-app: calico-node}}, template: {metadata: {labels: {k8s-app: calico-node}}, spec: {hostNetwork: true, tolerations:"
                + " [{operator: Exists}], containers: [{name: calico-node, image: 'docker.io/calico/node:v3.30.3'}]}}}}");
  }

  private static final String TO_DNS =
      "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}";

  private static @Nullable Injected egress(Site site, int way) {
    ObjectRef client = client(site);
    if (client == null) {
      return null;
    }
    String also =
        switch (way) {
          case 0 -> "";
          case 1 -> ", {to: [{podSelector: {matchLabels: {app: something-else}}}]}";
          default ->
              ", {to: [{ipBlock: {cidr: 10.96.0.0/12}}]}"; // Service addresses: translated before
            // policies look
        };
    if (way == 2) {
      plugin(site);
    }
    ClientFaults.name(site.world(), client, asked(site, client));
    policy(
        site,
        client.namespace(),
        labels(labelsOf(site, client)),
        "Egress",
        "egress: [" + TO_DNS + also + "]");
    return Injected.of(truth("policy-blocks-egress", client.namespace())).ofClient(site);
  }

  private static @Nullable Injected dns(Site site, int way) {
    ObjectRef client = client(site);
    if (client == null || site.uses().stream().allMatch(u -> u.from().equals("outside"))) {
      return null;
    }
    String rule =
        switch (way) {
          // Everything of its own namespace, and the resolver forgotten.
          case 0 ->
              "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "
                  + site.service().namespace()
                  + "}}}, {podSelector: {}}]}";
          // Only TCP.
          case 1 -> "{ports: [{protocol: TCP}]}";
          // The resolver's Service address.
          default ->
              "{to: [{podSelector: {}}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "
                  + site.service().namespace()
                  + "}}}]}, {to: [{ipBlock: {cidr: 10.96.0.10/32}}], ports: [{port: 53, protocol: UDP}]}";
        };
    if (way == 1 && site.uses().stream().anyMatch(u -> u.protocol().equals("UDP"))) {
      return null;
    }
    if (way == 2) {
      plugin(site);
    }
    ClientFaults.name(site.world(), client, asked(site, client));
    policy(
        site,
        client.namespace(),
        labels(labelsOf(site, client)),
        "Egress",
        "egress: [" + rule + "]");
    return Injected.of(truth("policy-blocks-dns", client.namespace())).ofClient(site);
  }
}
