package io.binnacle.doctor.corpus;

import static io.binnacle.doctor.corpus.Healthy.obj;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;

/// Names that look broken and are not.
final class NameLookAlikes {
  private NameLookAlikes() {}

  private static void env(Site site, String... pairs) {
    site.editContainer(c -> {
      Arr env = c.arr("env");
      for (int i = 0; i < pairs.length; i += 2) {
        env = env.plus(Obj.of("name", Str.of(pairs[i]), "value", Str.of(pairs[i + 1])));
      }
      return c.with("env", env);
    });
  }

  static void names(Healthy healthy) {
    healthy.at(
        "names outside the cluster in the environment",
        3,
        Healthy::plain,
        s ->
            env(
                s,
                "STRIPE",
                "https://api.stripe.example.com/v1",
                "SMTP_HOST",
                "smtp.mail.example.com",
                "METADATA",
                "http://metadata.google.internal",
                "IMDS",
                "http://169.254.169.254/latest",
                "DB_HOST",
                "prod-db.c1xyz.eu-west-1.rds.example.com"));
    healthy.at(
        "words in the environment that are no names of Services",
        3,
        Healthy::plain,
        s ->
            env(
                s,
                "SERVICE_NAME",
                s.service().name() + "x",
                "DB_NAME",
                "orders",
                "CONSUMER_GROUP",
                "catalogue",
                "LOG_LEVEL",
                "debug",
                "BUCKET",
                "assets-prod",
                "REGION",
                "eu-west-1",
                "QUEUE",
                "jobs:default",
                "VERSION",
                "v1.2.3",
                "RATIO",
                "1:10"));
    healthy.at(
        "its own machine by name",
        2,
        Healthy::plain,
        s ->
            env(
                s,
                "ADMIN",
                "http://localhost:9901",
                "SELF",
                "http://127.0.0.1:8080",
                "BIND",
                "0.0.0.0:8080",
                "LISTEN",
                ":8080"));
    healthy.at(
        "a Service of another namespace by a longer name",
        2,
        Healthy::plain,
        s ->
            env(
                s,
                "DNS",
                "kube-dns.kube-system.svc.cluster.local:53",
                "METRICS",
                "metrics-server.kube-system",
                "API",
                "https://kubernetes.default.svc"));
    healthy.at(
        "an address in place of a name",
        2,
        Healthy::plain,
        s -> env(s, "API", "https://10.96.0.1:443", "NODE", "http://192.168.10.11:9100"));
    healthy.at(
        "the node's resolver for a Pod that asks only outside names",
        2,
        s ->
            Healthy.plain(s)
                && s.world().uses.stream().noneMatch(u -> u.from().equals(s.id()))
                && !s.container().has("env"),
        s -> {
          s.editPodSpec(p -> p.with("dnsPolicy", "Default"));
          env(s, "UPSTREAM", "https://api.example.com");
        });
    healthy.at(
        "on the node's network, with the cluster's resolver",
        2,
        s ->
            Healthy.plain(s)
                && s.world().uses.stream().anyMatch(u -> u.from().equals(s.id()))
                && s.world().all("NetworkPolicy").isEmpty()
                && s.container().obj("readinessProbe").isEmpty() == false
                && !s.world().name.equals("resolver")
                && !s.world().dual,
        s ->
            s.editPodSpec(
                p -> p.with("hostNetwork", true).with("dnsPolicy", "ClusterFirstWithHostNet")));
    healthy.at(
        "fewer dots, more searches",
        2,
        Healthy::plain,
        s ->
            s.editPodSpec(p ->
                p.with(
                    "dnsConfig",
                    obj(
                        "{options: [{name: ndots, value: '2'}, {name: edns0}], searches: [corp.example.com]}"))));
    healthy.at(
        "a policy of its own that comes to the same",
        2,
        Healthy::plain,
        s ->
            s.editPodSpec(p ->
                p.with("dnsPolicy", "None")
                    .with(
                        "dnsConfig",
                        obj(
                            "{nameservers: [10.96.0.10], searches: ["
                                + s.service().namespace()
                                + ".svc.cluster.local, svc.cluster.local, cluster.local], options: [{name: ndots, value: '5'}]}"))));
    healthy.at(
        "hostname and subdomain that lead to a headless Service",
        2,
        s ->
            Healthy.plain(s)
                && s.view().type() == io.binnacle.model.view.ServiceView.Type.CLUSTER_IP,
        s -> {
          String peers = s.workload().name() + "-peers";
          s.world()
              .apply(
                  obj("{apiVersion: v1, kind: Service, spec: {clusterIP: None, ports: [{name: p, port: 9}]}}")
                      .with(
                          "metadata",
                          Obj.of(
                              "name", Str.of(peers), "namespace", Str.of(s.service().namespace())))
                      .change(
                          "spec", x -> x.with("selector", s.object().obj("spec").obj("selector"))));
          s.world().edit(s.workload(), o -> Tree.set(o, 1, "spec", "replicas"));
          s.editPodSpec(p -> p.with("hostname", "first").with("subdomain", peers));
        });
    healthy.at(
        "a hostname alone, for the process to see",
        2,
        Healthy::plain,
        s -> s.editPodSpec(p -> p.with("hostname", "box")));
  }
}
