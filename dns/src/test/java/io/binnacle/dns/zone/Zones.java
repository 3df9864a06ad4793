package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Zones for tests, made of objects as they come from the API.
public final class Zones {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Zones() {}

  static ZoneConfig config(ZoneConfig.PodNames pods) {
    return new ZoneConfig(
        DnsName.of("cluster.local"),
        5,
        5,
        pods,
        new ObjectKey("kube-system", "kube-dns"),
        List.of(Cidr.of("10.96.0.0/12"), Cidr.of("10.244.0.0/16")));
  }

  /// A cluster with one Service of every kind.
  public static ClusterZone everyKind() {
    return editor(ZoneConfig.PodNames.INSECURE).snapshot(true);
  }

  /// A cluster with the headless Service `crowd`, which has so many endpoints.
  public static ClusterZone headless(int endpoints) {
    ZoneEditor editor =
        new ZoneEditor(config(ZoneConfig.PodNames.INSECURE), InstantSource.fixed(NOW));
    editor.namespace("default", true);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < endpoints; i++) {
      all.append(i == 0 ? "" : ",").append("{'addresses':['10.244.").append(i / 250).append('.');
      all.append(i % 250 + 1).append("'],'conditions':{'ready':true}}");
    }
    service(
        editor,
        "{'metadata':{'name':'crowd','namespace':'default'},'spec':{'clusterIP':'None','ports':[{'name':'http','port':80}]}}",
        "{'addressType':'IPv4','ports':[{'name':'http','port':80}],'endpoints':[" + all + "]}");
    return editor.snapshot(true);
  }

  /// The same before everything has been read.
  public static ClusterZone early() {
    return editor(ZoneConfig.PodNames.INSECURE).snapshot(false);
  }

  static ZoneEditor editor(ZoneConfig.PodNames pods) {
    ZoneEditor editor = new ZoneEditor(config(pods), InstantSource.fixed(NOW));
    for (String namespace : List.of("default", "kube-system", "empty", "svc")) {
      editor.namespace(namespace, true);
    }
    service(
        editor,
        "{'metadata':{'name':'kube-dns','namespace':'kube-system'},'spec':{'clusterIP':'10.96.0.10',"
            + "'clusterIPs':['10.96.0.10'],'ports':[{'name':'dns','protocol':'UDP','port':53}]}}");
    service(
        editor,
        "{'metadata':{'name':'web','namespace':'default'},'spec':{'clusterIP':'10.96.0.7','clusterIPs':['10.96.0.7','fd00::7'],"
            + "'ports':[{'name':'http','port':80,'targetPort':8080},{'name':'dns','protocol':'UDP','port':53},"
            + "{'name':'dns-tcp','port':53}]}}",
        "{'addressType':'IPv4','ports':[{'name':'http','port':8080}],'endpoints':["
            + "{'addresses':['10.244.1.9'],'conditions':{'ready':true}}]}");
    service(
        editor,
        "{'metadata':{'name':'db','namespace':'default'},'spec':{'clusterIP':'None','clusterIPs':['None'],"
            + "'ports':[{'name':'sql','port':5432}]}}",
        "{'addressType':'IPv4','ports':[{'name':'sql','port':6543}],'endpoints':["
            + "{'addresses':['10.244.1.2'],'hostname':'db-0','conditions':{'ready':true}},"
            + "{'addresses':['10.244.2.3'],'conditions':{}},"
            + "{'addresses':['10.244.2.4'],'hostname':'db-2','conditions':{'ready':false}}]}",
        "{'addressType':'IPv6','ports':[{'name':'sql','port':6543},{'name':'any'}],'endpoints':["
            + "{'addresses':['fd00:10:244:3::'],'conditions':{'ready':true}}]}");
    service(
        editor,
        "{'metadata':{'name':'idle','namespace':'default'},'spec':{'clusterIP':'None','ports':[{'port':80}]}}",
        "{'addressType':'IPv4','ports':[],'endpoints':[]}");
    service(
        editor,
        "{'metadata':{'name':'out','namespace':'default'},'spec':{'type':'ExternalName','externalName':'db.example.com.'}}");
    service(
        editor,
        "{'metadata':{'name':'in','namespace':'default'},'spec':{'type':'ExternalName',"
            + "'externalName':'web.default.svc.cluster.local'}}");
    service(
        editor,
        "{'metadata':{'name':'loop','namespace':'default'},'spec':{'type':'ExternalName',"
            + "'externalName':'loop.default.svc.cluster.local'}}");
    service(
        editor,
        "{'metadata':{'name':'number','namespace':'default'},'spec':{'type':'ExternalName','externalName':'192.0.2.1'}}");
    service(
        editor,
        "{'metadata':{'name':'pod','namespace':'svc'},'spec':{'clusterIP':'10.96.0.8','ports':[{'port':80}]}}");
    editor.pod(
        new ObjectKey("default", "p"),
        PodView.of(
            Json.object(
                "{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\"},\"status\":{\"phase\":\"Running\",\"podIPs\":[{\"ip\":\"10.244.1.2\"}]}}")));
    return editor;
  }

  static void service(ZoneEditor editor, String service, String... slices) {
    ServiceView view = ServiceView.of(Json.object(service.replace('\'', '"')));
    editor.service(view.key(), view);
    for (int i = 0; i < slices.length; i++) {
      slice(editor, view.namespace(), view.name(), view.name() + "-" + i, slices[i]);
    }
  }

  /// Puts a slice of `service` into the zone; `json` has all but its metadata.
  static boolean slice(
      ZoneEditor editor, String namespace, String service, String name, String json) {
    String whole =
        "{'metadata':{'name':'%s','namespace':'%s','labels':{'%s':'%s'}},%s"
            .formatted(name, namespace, SliceView.SERVICE_NAME_LABEL, service, json.substring(1));
    SliceView slice = SliceView.of(Json.object(whole.replace('\'', '"')));
    return editor.slice(slice.key(), slice);
  }
}
