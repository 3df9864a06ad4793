package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Services that are names for something else.
final class ExternalNameFaults {
  private static final List<String> NAMES =
      List.of("partner-api", "orders-db", "mail-relay", "search-ext", "vault-old");

  private ExternalNameFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("external-name-address", 3, ExternalNameFaults::address),
        Fault.of("external-name-loop", 3, ExternalNameFaults::loop),
        Fault.of("external-name-dangling", 4, ExternalNameFaults::dangling),
        Fault.of("external-name-port", 2, ExternalNameFaults::port),
        Fault.of("external-name-tls", 2, ExternalNameFaults::tls),
        Fault.of("external-name-ignored", 2, ExternalNameFaults::ignored));
  }

  /// Adds an ExternalName Service to the namespace of a site's client, who asks it.
  ///
  /// @param spec more fields, in flow style
  private static @Nullable Site add(Site site, int way, String target, String spec, int port) {
    ObjectRef client = site.client();
    if (client == null
        || client.namespace().equals("kube-system")
        || !site.world().all("NetworkPolicy").isEmpty()) {
      return null;
    }
    String name = NAMES.get(Math.floorMod(site.service().hashCode() + way, NAMES.size()));
    service(site.world(), client.namespace(), name, target, spec);
    site.world().uses.add(new World.Use(World.id(client), name, port, "TCP"));
    return new Site(site.world(), new ObjectKey(client.namespace(), name), null);
  }

  private static void service(
      World world, String namespace, String name, String target, String spec) {
    world.apply(
        "{apiVersion: v1, kind: Service, metadata: {name: "
            + name
            + ", namespace: "
            + namespace
            + "}, spec: {type: ExternalName, externalName: \""
            + target
            + "\""
            + spec
            + "}}");
  }

  private static Truth truth(String id, Site site, String field) {
    return Truth.service(id, site, field);
  }

  private static @Nullable Injected address(Site site, int way) {
    String ip = List.of("203.0.113.10", "10.20.30.40", "192.168.1.77").get(way);
    site.world().outside.add(ip + ":443");
    Site made = add(site, way, ip, way == 1 ? ", ports: [{port: 443}]" : "", 443);
    return made == null ? null : Injected.of(truth("external-name-address", made, "spec")).of(made);
  }

  private static @Nullable Injected loop(Site site, int way) {
    ObjectRef client = site.client();
    String namespace = client == null ? "" : client.namespace();
    String name = NAMES.get(Math.floorMod(site.service().hashCode() + way, NAMES.size()));
    String domain = "." + namespace + ".svc.cluster.local";
    Site made =
        switch (way) {
          case 0 -> add(site, way, name + domain, "", 80);
          case 1 -> add(site, way, name + "-b" + domain, "", 80);
          default -> add(site, way, name + "-b" + domain, "", 80);
        };
    if (made == null) {
      return null;
    }
    if (way == 1) {
      service(site.world(), namespace, name + "-b", name + domain, "");
    } else if (way == 2) {
      service(site.world(), namespace, name + "-b", name + "-c" + domain, "");
      service(site.world(), namespace, name + "-c", name + domain, "");
    }
    return Injected.of(
            truth("external-name-loop", made, "")
                .at("Service", namespace, name + "-b", "")
                .at("Service", namespace, name + "-c", ""))
        .of(made);
  }

  private static @Nullable Injected dangling(Site site, int way) {
    String real = site.service().name();
    String namespace = site.service().namespace();
    String target =
        switch (way) {
          case 0 -> real + "-primary." + namespace + ".svc.cluster.local";
          case 1 -> real + ".nowhere.svc.cluster.local";
          case 2 -> "db-7.eu.retired.example.com";
          default -> real + "." + namespace + ".svc.cluster.locl";
        };
    site.world().probed = way >= 2;
    Site made = add(site, way, target, "", 5432);
    return made == null ? null : Injected.of(truth("external-name-dangling", made, "")).of(made);
  }

  private static @Nullable Injected port(Site site, int way) {
    String target = "gw.partner.example.com";
    int real = way == 0 ? 8443 : 15432;
    int port = way == 0 ? 443 : 5432;
    site.world().names.add(target);
    site.world().outside.add(target + ":" + real);
    Site made =
        add(
            site,
            way,
            target,
            ", ports: [{name: main, port: " + port + ", targetPort: " + real + "}]",
            port);
    return made == null
        ? null
        : Injected.of(truth("external-name-port", made, "spec.ports"))
            .of(made)
            .failing(s -> {
              ServiceView now = s.service(made.service());
              int told =
                  now == null || now.ports().isEmpty() ? real : now.ports().getFirst().port();
              return told == real
                  ? List.of()
                  : List.of(target + " does not answer at port " + told);
            });
  }

  private static @Nullable Injected tls(Site site, int way) {
    String target = way == 0 ? "api.partner.example.org" : "login.corp.example.com";
    site.world().names.add(target);
    site.world().outside.add(target + ":443");
    Site made = add(site, way, target, ", ports: [{name: https, port: 443}]", 443);
    if (made == null) {
      return null;
    }
    Function<Settled, List<String>> fails =
        s -> List.of("the certificate of " + target + " does not carry " + made.service().name());
    return Injected.of(truth("external-name-tls", made, "")).of(made).failing(fails).noteOnly();
  }

  private static @Nullable Injected ignored(Site site, int way) {
    if (!site.hasWorkload() || !site.view().hasSelector()) {
      return null;
    }
    String target = "replaced.example.com";
    site.world().names.add(target);
    site.world().outside.add(target + ":80");
    String more =
        way == 0
            ? ", selector: " + site.object().obj("spec").obj("selector")
            : ", externalIPs: [192.0.2.44], ports: [{port: 80}]";
    Site made = add(site, way, target, more, 80);
    if (made == null) {
      return null;
    }
    Function<Settled, List<String>> fails =
        s -> {
          ServiceView now = s.service(made.service());
          boolean still =
              now != null
                  && now.isExternalName()
                  && (now.hasSelector() || !now.externalIps().isEmpty());
          return still ? List.of("selector or addresses have no effect") : List.of();
        };
    return Injected.of(truth("external-name-ignored", made, "")).of(made).failing(fails).noteOnly();
  }
}
