package io.binnacle.dns.zone;

import io.binnacle.model.tree.Json;
import io.binnacle.model.view.ServiceView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A small zone of everything that can be in one, by chance.
///
/// @param names names that are likely to exist, without the domain
public record RandomZone(ClusterZone zone, List<String> names) {
  private static final String DOMAIN = ".cluster.local";

  /// The zone of `random`.
  public static RandomZone of(SplittableRandom random) {
    ZoneEditor editor =
        new ZoneEditor(Zones.config(ZoneConfig.PodNames.INSECURE), InstantSource.fixed(Zones.NOW));
    List<String> names =
        new ArrayList<>(
            List.of(
                "svc",
                "default.svc",
                "svc.svc",
                "pod",
                "dns",
                "ns.dns",
                "dns-version",
                "nowhere.svc"));
    editor.namespace("default", true);
    editor.namespace("svc", true);
    editor.namespace("a-namespace-with-quite-a-long-name", random.nextBoolean());
    for (int i = random.nextInt(12); i >= 0; i--) {
      String namespace =
          pick(random, "default", "svc", "a-namespace-with-quite-a-long-name", "unread");
      String name =
          pick(random, "web", "db", "svc", "pod", "a-service-with-a-name-of-some-length-" + i)
              + (i % 3 == 0 ? "" : "-" + i);
      service(editor, random, namespace, name);
      String own = name + "." + namespace + ".svc";
      names.add(own);
      for (String port : List.of("_http._tcp", "_dns._udp", "_tcp", "_sctp", "http.tcp", "x.y.z")) {
        names.add(port + "." + own);
      }
      for (int slice = random.nextInt(4); slice > 0; slice--) {
        slice(editor, random, namespace, name, own, "slice-" + slice + "-" + name, names);
      }
    }
    ClusterZone zone = editor.snapshot(true);
    return new RandomZone(zone, names.stream().map(n -> n + DOMAIN).toList());
  }

  private static void service(
      ZoneEditor editor, SplittableRandom random, String namespace, String name) {
    String spec =
        switch (random.nextInt(8)) {
          case 0 -> "'type':'ExternalName','externalName':'db.example.com'";
          case 1 -> "'clusterIP':'10.96.0.%d'".formatted(random.nextInt(250));
          case 2 ->
              "'clusterIP':'10.96.1.%d','clusterIPs':['10.96.1.%<d','fd00::%<d']"
                  .formatted(random.nextInt(90));
          case 3 -> "'clusterIP':''";
          default -> "'clusterIP':'None'";
        };
    String json =
        "{'metadata':{'name':'%s','namespace':'%s'},'spec':{%s,'ports':[%s]}}"
            .formatted(name, namespace, spec, ports(random));
    ServiceView view = ServiceView.of(Json.object(json.replace('\'', '"')));
    editor.service(view.key(), view);
  }

  private static String ports(SplittableRandom random) {
    return pick(
        random,
        "",
        "{'port':80}",
        "{'name':'http','port':80}",
        "{'name':'http','port':8080},{'name':'dns','protocol':'UDP','port':53},{'name':'dns-tcp','port':53}",
        "{'name':'http'},{'name':'dns','protocol':'UDP','port':53}");
  }

  private static void slice(
      ZoneEditor editor,
      SplittableRandom random,
      String namespace,
      String service,
      String own,
      String slice,
      List<String> names) {
    boolean isIpv6 = random.nextInt(3) == 0;
    StringBuilder endpoints = new StringBuilder();
    int most = pick(random, 0, 1, 3, 12, 90, 300);
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      int last = random.nextInt(2 * most + 1);
      String ip =
          isIpv6
              ? "fd00:10:244::%x".formatted(last)
              : "10.244.%d.%d".formatted(last / 200, last % 200);
      String host = random.nextInt(3) == 0 ? "host-" + random.nextInt(4) : "";
      endpoints
          .append(endpoints.isEmpty() ? "" : ",")
          .append(
              "{'addresses':['%s'],'hostname':'%s','conditions':{'ready':%s}}"
                  .formatted(ip, host, random.nextInt(5) > 0));
      if (random.nextInt(most) < 4) {
        String label = ip.replace('.', '-').replace(':', '-') + (ip.endsWith(":") ? "0" : "");
        names.add((host.isEmpty() ? label : host) + "." + own);
      }
    }
    Zones.slice(
        editor,
        namespace,
        service,
        slice,
        "{'addressType':'%s','ports':[%s],'endpoints':[%s]}"
            .formatted(isIpv6 ? "IPv6" : "IPv4", ports(random), endpoints));
  }

  @SafeVarargs
  private static <T> T pick(SplittableRandom random, T... all) {
    return all[random.nextInt(all.length)];
  }
}
