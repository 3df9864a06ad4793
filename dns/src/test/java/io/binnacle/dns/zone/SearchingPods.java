package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.view.PodView;
import java.time.InstantSource;
import java.util.List;

/// Two namespaces with Pods whose search lists are gone through here, and a node with Pods on its network.
public final class SearchingPods {
  private SearchingPods() {}

  /// With the Services `web.default` and `web.other`.
  public static ClusterZone zone() {
    return editor().snapshot(true);
  }

  /// The same with `late.other`.
  public static ClusterZone withLateService() {
    ZoneEditor editor = editor();
    service(editor, "late", "other", "10.96.0.9");
    return editor.snapshot(true);
  }

  private static ZoneEditor editor() {
    Options options =
        new Options(-1, List.of(), List.of(), List.of(), List.of(), false, false, true);
    ZoneConfig config =
        new ZoneConfig(
            DnsName.of("cluster.local"),
            30,
            5,
            PodNames.VERIFIED,
            new ObjectKey("kube-system", "kube-dns"),
            List.of(),
            options);
    ZoneEditor editor = new ZoneEditor(config, InstantSource.fixed(Zones.NOW));
    editor.namespace("default", true);
    editor.namespace("other", true);
    service(editor, "web", "default", "10.96.0.7");
    service(editor, "web", "other", "10.96.0.8");
    pod(editor, "default", "a", false, "Running", "10.244.1.2", "fd00::2");
    pod(editor, "other", "b", false, "Running", "10.244.2.2");
    pod(editor, "default", "c", false, "Running", "10.244.1.5");
    pod(editor, "default", "d", false, "Running", "10.244.1.5");
    pod(editor, "default", "e", false, "Running", "10.244.1.6");
    pod(editor, "default", "e", false, "Succeeded", "10.244.1.6");
    pod(editor, "default", "f", true, "Running", "10.0.0.1");
    return editor;
  }

  private static void service(ZoneEditor editor, String name, String namespace, String ip) {
    Zones.service(
        editor,
        "{'metadata':{'name':'%s','namespace':'%s'},'spec':{'clusterIP':'%s'}}"
            .formatted(name, namespace, ip));
  }

  private static void pod(
      ZoneEditor editor,
      String namespace,
      String name,
      boolean onNode,
      String phase,
      String... ips) {
    List<String> all = List.of(ips).stream().map("{'ip':'%s'}"::formatted).toList();
    String json =
        "{'metadata':{'name':'%s','namespace':'%s'},'spec':{'hostNetwork':%s},'status':{'phase':'%s','podIPs':[%s]}}"
            .formatted(name, namespace, onNode, phase, String.join(",", all));
    editor.pod(new ObjectKey(namespace, name), PodView.of(Json.object(json.replace('\'', '"'))));
  }
}
