package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Those who ask, and how they look up names.
final class ClientFaults {
  private ClientFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("dns-policy", 4, ClientFaults::policy),
        Fault.of("dns-search", 4, ClientFaults::search),
        Fault.of("named-service-missing", 3, ClientFaults::named));
  }

  /// A use by a workload whose manifest names the Service, made so if need be; null if no workload asks.
  private static World.@Nullable Use use(Site site, boolean shortName) {
    for (World.Use use : site.uses()) {
      boolean full = use.host().endsWith("cluster.local");
      if (use.from().equals("outside")
          || use.from().startsWith("kube-system/")
          || use.from().contains("/DaemonSet/")
          || shortName && full
          || site.world().all("NetworkPolicy").size() > 0) {
        continue;
      }
      return use;
    }
    return null;
  }

  private static ObjectRef client(World.Use use) {
    String[] parts = use.from().split("/");
    return World.ref(parts[1].equals("Pod") ? "v1" : "apps/v1", parts[1], parts[0], parts[2]);
  }

  private static void editPods(World world, ObjectRef workload, UnaryOperator<Obj> change) {
    world.edit(
        workload,
        o ->
            workload.kind().equals("Pod")
                ? o.change("spec", change)
                : o.change("spec", s -> s.change("template", t -> t.change("spec", change))));
  }

  /// Says in the manifest whom it asks, if it does not yet.
  static void name(World world, ObjectRef workload, World.Use use) {
    String text = Objects.requireNonNull(world.get(workload)).toString();
    // As a word: the host "match" does not stand in "matchLabels".
    if (!Pattern.compile("(?<![\\w.-])" + Pattern.quote(use.host()) + "(?![\\w-])")
        .matcher(text)
        .find()) {
      Obj variable =
          Obj.of(
              "name",
              Str.of("UPSTREAM_URL"),
              "value",
              Str.of("http://" + use.host() + ":" + use.port()));
      editPods(world, workload, s -> Tree.set(s, variable, "containers", 0, "env", 9));
    }
  }

  /// Puts a URL into the environment of a workload.
  static void say(World world, ObjectRef workload, String url) {
    Obj variable = Obj.of("name", Str.of("PEER_URL"), "value", Str.of(url));
    editPods(world, workload, s -> Tree.set(s, variable, "containers", 0, "env", 9));
  }

  private static Truth truth(String id, ObjectRef client) {
    String path = client.kind().equals("Pod") ? "spec" : "spec.template.spec";
    return Truth.of(id).at(client, path).orPodsOf(client);
  }

  private static @Nullable Injected policy(Site site, int way) {
    World.Use use = use(site, false);
    if (use == null) {
      return null;
    }
    World world = site.world();
    ObjectRef client = client(use);
    name(world, client, use);
    switch (way) {
      case 0 -> editPods(world, client, s -> s.with("dnsPolicy", "Default"));
      case 1 ->
          editPods(
              world, client, s -> s.with("hostNetwork", true).with("dnsPolicy", "ClusterFirst"));
      case 2 ->
          editPods(
              world,
              client,
              s -> s.with("dnsPolicy", "None").with("dnsConfig", servers("8.8.8.8", client)));
      default ->
          editPods(
              world,
              client,
              s -> s.with("dnsPolicy", "None").with("dnsConfig", servers("10.96.0.11", client)));
    }
    return Injected.of(truth("dns-policy", client));
  }

  private static Obj servers(String ip, ObjectRef client) {
    return Obj.of(
        "nameservers",
        Arr.of(Str.of(ip)),
        "searches",
        Arr.strings(
            List.of(
                client.namespace() + ".svc.cluster.local", "svc.cluster.local", "cluster.local")));
  }

  private static @Nullable Injected search(Site site, int way) {
    World.Use use = use(site, true);
    if (use == null) {
      return null;
    }
    ObjectRef client = client(use);
    name(site.world(), client, use);
    List<String> searches =
        switch (way) {
          case 0 -> List.of("svc.cluster.local", "cluster.local");
          case 1 -> List.of("corp.example.com");
          case 2 -> List.of("production.svc.cluster.local", "cluster.local");
          default -> List.<String>of();
        };
    Obj config = Obj.of("nameservers", Arr.of(Str.of("10.96.0.10")));
    Obj whole = searches.isEmpty() ? config : config.with("searches", Arr.strings(searches));
    editPods(site.world(), client, s -> s.with("dnsPolicy", "None").with("dnsConfig", whole));
    return Injected.of(truth("dns-search dns-policy", client));
  }

  private static @Nullable Injected named(Site site, int way) {
    World.Use use = use(site, false);
    if (use == null
        || use.host().split("\\.").length == 2
            && !use.host().contains(site.service().namespace())) {
      return null;
    }
    World world = site.world();
    ObjectRef client = client(use);
    name(world, client, use);
    String right = site.service().name();
    String host = use.host();
    Truth truth = truth("named-service-missing", client);
    switch (way) {
      case 0, 1 -> {
        String wrong =
            way == 0
                ? right + "-svc"
                : right.substring(0, right.length() - 2) + right.charAt(right.length() - 1);
        String other =
            host.replaceFirst("(^|\\.)" + Pattern.quote(right) + "(\\.|$)", "$1" + wrong + "$2");
        replace(world, client, host, other);
        world.uses.remove(use);
        world.uses.add(new World.Use(use.from(), other, use.port(), use.protocol()));
      }
      default -> { // the Service has a new name
        if (world.all("StatefulSet").stream()
            .anyMatch(o -> Tree.str(o, "spec", "serviceName").equals(right))) {
          return null;
        }
        Obj service = site.object();
        world.objects.remove(site.serviceRef());
        world.apply(Tree.set(service, right + "-internal", "metadata", "name"));
        truth =
            truth
                .at("Service", site.service().namespace(), right, "")
                .at("Service", site.service().namespace(), right + "-internal", "");
      }
    }
    // Once the client asks by another name, it is that name which counts.
    String asked = way < 2 ? world.uses.getLast().host() : host;
    return Injected.of(truth)
        .failing(settled -> {
          String text = String.valueOf(settled.find(client.resource(), client.key()));
          return text.contains(asked + ":")
                  || text.contains(asked + "\"")
                  || text.contains(asked + "/")
              ? new io.binnacle.doctor.corpus.world.Oracle(settled).failures()
              : List.of();
        });
  }

  private static void replace(World world, ObjectRef client, String host, String other) {
    UnaryOperator<Value> each =
        v ->
            v instanceof Obj o && o.get("value") instanceof Str s
                ? o.with("value", s.value().replace(host, other))
                : v;
    editPods(
        world,
        client,
        s ->
            s.with(
                "containers",
                s.arr("containers")
                    .map(c ->
                        ((Obj) c)
                            .change("env", e -> e)
                            .with("env", ((Obj) c).arr("env").map(each))
                            .with(
                                "args",
                                ((Obj) c)
                                    .arr("args")
                                    .map(a ->
                                        a instanceof Str t
                                            ? Str.of(t.value().replace(host, other))
                                            : a)))));
  }
}
