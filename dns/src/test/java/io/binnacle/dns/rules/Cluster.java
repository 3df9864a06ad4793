package io.binnacle.dns.rules;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.dns.zone.ZoneEditor;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A cluster for tests, of objects as they come from the API: their `spec`, or all but the metadata, with single quotes.
final class Cluster {
  private static final DnsName DOMAIN = DnsName.of("cluster.local");
  static final ObjectKey KUBE_DNS = new ObjectKey("kube-system", "kube-dns");

  private final ZoneEditor editor;

  Cluster() {
    this(PodNames.INSECURE);
  }

  Cluster(PodNames pods) {
    this(pods, Options.NONE);
  }

  Cluster(PodNames pods, Options options) {
    this(pods, 30, 5, List.of(Cidr.of("10.96.0.0/12"), Cidr.of("10.244.0.0/16")), options);
  }

  Cluster(PodNames pods, int ttl, int negativeTtl, List<Cidr> ranges, Options options) {
    this(new ZoneConfig(DOMAIN, ttl, negativeTtl, pods, KUBE_DNS, ranges, options));
  }

  Cluster(ZoneConfig config) {
    editor = new ZoneEditor(config, InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
  }

  ZoneEditor editor() {
    return editor;
  }

  Cluster namespaces(String... names) {
    for (String name : names) {
      editor.namespace(name, true);
    }
    return this;
  }

  /// @param at `web.default`
  Cluster service(String at, String spec) {
    ServiceView view = ServiceView.of(object(at, "", "'spec':{" + spec + "}"));
    editor.service(view.key(), view);
    return this;
  }

  /// A slice of the Service `at`.
  ///
  /// @param name of the slice
  Cluster slice(String at, String name, String json) {
    String service = at.substring(0, at.indexOf('.'));
    SliceView view =
        SliceView.of(
            object(
                name + at.substring(at.indexOf('.')),
                ",'labels':{'" + SliceView.SERVICE_NAME_LABEL + "':'" + service + "'}",
                json));
    editor.slice(view.key(), view);
    return this;
  }

  /// A slice that does not say which Service it belongs to.
  Cluster orphan(String at, String json) {
    SliceView view = SliceView.of(object(at, "", json));
    editor.slice(view.key(), view);
    return this;
  }

  Cluster pod(String at, String json) {
    PodView view = PodView.of(object(at, "", json));
    editor.pod(view.key(), view);
    return this;
  }

  private static Obj object(String at, String labels, String json) {
    int dot = at.indexOf('.');
    String whole =
        "{'metadata':{'name':'%s','namespace':'%s'%s},%s}"
            .formatted(at.substring(0, dot), at.substring(dot + 1), labels, json);
    return Json.object(whole.replace('\'', '"'));
  }

  ClusterZone zone() {
    return editor.snapshot(true);
  }
}
