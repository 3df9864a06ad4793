package io.binnacle.dns.zone;

import io.binnacle.model.tree.Json;
import io.binnacle.model.view.ServiceView;
import java.time.InstantSource;

/// A zone as large as Kubernetes promises to carry, and what it costs: run [#main] with a quiet machine around it.
public final class LargeZone {
  /// Endpoints of every Service.
  public static final int ENDPOINTS = 15;

  private LargeZone() {}

  /// A zone of `services` Services in a hundred namespaces, every tenth of them headless, each with [#ENDPOINTS] endpoints.
  public static ZoneEditor editor(int services) {
    ZoneEditor editor =
        new ZoneEditor(Zones.config(ZoneConfig.PodNames.INSECURE), InstantSource.system());
    for (int i = 0; i < 100; i++) {
      editor.namespace("team-" + i, true);
    }
    for (int i = 0; i < services; i++) {
      String ip =
          i % 10 == 0 ? "None" : "10." + (96 + i / 60_000) + "." + i / 250 % 250 + "." + i % 250;
      String json =
          "{\"metadata\":{\"name\":\"service-%d\",\"namespace\":\"team-%d\"},\"spec\":{\"clusterIP\":\"%s\",\"ports\":[{\"name\":\"http\",\"port\":80}]}}"
              .formatted(i, i % 100, ip);
      ServiceView view = ServiceView.of(Json.object(json));
      editor.service(view.key(), view);
      slice(editor, i, ENDPOINTS);
    }
    return editor;
  }

  /// Puts the slice of Service `i` into the zone, with `endpoints` endpoints.
  static void slice(ZoneEditor editor, int i, int endpoints) {
    StringBuilder json =
        new StringBuilder(
            "{'addressType':'IPv4','ports':[{'name':'http','port':8080}],'endpoints':[");
    for (int e = 0; e < endpoints; e++) {
      int address = i * ENDPOINTS + e;
      json.append(e == 0 ? "" : ",")
          .append(
              "{'addresses':['10.%d.%d.%d']}"
                  .formatted(128 + address / 62_500, address / 250 % 250, address % 250));
    }
    Zones.slice(editor, "team-" + i % 100, "service-" + i, "service-" + i + "-x7k2p", json + "]}");
  }

  /// Prints what the zone takes and what a change costs.
  public static void main(String[] args) throws InterruptedException {
    int services = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    long before = heap();
    long begun = System.nanoTime();
    ZoneEditor editor = editor(services);
    ClusterZone zone = editor.snapshot(true);
    long took = System.nanoTime() - begun;
    long held = heap() - before;
    System.out.printf(
        "%d Services with %d endpoints: %.1f MB, %d octets an endpoint, filled in %d ms%n",
        zone.size(),
        services * ENDPOINTS,
        held / 1e6,
        held / services / ENDPOINTS,
        took / 1_000_000);
    int changes = 20_000;
    for (int round = 0; round < 3; round++) {
      begun = System.nanoTime();
      for (int i = 0; i < changes; i++) {
        slice(editor, i % services, ENDPOINTS - (i + round) % 2);
        editor.snapshot(true);
      }
      System.out.printf(
          "a changed slice, JSON to snapshot: %.1f us%n",
          (System.nanoTime() - begun) / 1e3 / changes);
    }
  }

  private static long heap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
