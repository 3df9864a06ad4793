package io.binnacle.dns.config;

import io.binnacle.dns.config.KubernetesRule.Api;
import io.binnacle.dns.config.KubernetesRule.Pods;
import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the directive `kubernetes`.
final class KubernetesReader {
  private static final List<String> OPTIONS =
      List.of(
          "apiserver_burst",
          "apiserver_max_inflight",
          "apiserver_qps",
          "endpoint",
          "endpoint_pod_names",
          "fallthrough",
          "ignore",
          "kubeconfig",
          "labels",
          "multicluster",
          "namespace_labels",
          "namespaces",
          "noendpoints",
          "pods",
          "startup_timeout",
          "tls",
          "ttl",
          "zonal");
  private static final int USUAL_TTL = 5;
  private static final int MAX_TTL = 3_600;

  private final ServerBuilder to;
  private final List<DnsName> domains = new ArrayList<>();
  private final List<DnsName> reverse = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();
  private List<DnsName> fallthrough = List.of();
  private Pods pods = Pods.DISABLED;
  private int ttl = USUAL_TTL;
  private String namespaceLabels = "";
  private String labels = "";
  private boolean endpoints = true;
  private boolean endpointPodNames;
  private boolean ignoreEmptyServices;
  private @Nullable Api api;
  private List<String> tls = List.of("", "", "");
  private @Nullable Directive tlsLine;

  private KubernetesReader(ServerBuilder to) {
    this.to = to;
  }

  static void read(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    KubernetesReader reader = new KubernetesReader(to);
    List<DnsName> zones =
        line.args().isEmpty()
            ? to.keys.stream().map(ServerKey::zone).distinct().toList()
            : Words.zones(line, line.args());
    for (DnsName zone : zones) {
      if (to.keys.stream().noneMatch(key -> zone.isUnder(key.zone()))) {
        throw Words.wrong(
            line,
            zone
                + " is not below "
                + to.keys.stream().map(k -> k.zone().toString()).collect(Collectors.joining(", "))
                + ", so its names never get here");
      }
      (ReverseZones.isReverse(zone) ? reader.reverse : reader.domains).add(zone);
    }
    if (reader.domains.isEmpty() || reader.domains.contains(DnsName.ROOT)) {
      throw Words.wrong(line, "want the cluster's domain, such as cluster.local");
    }
    for (Directive option : line.lines()) {
      reader.option(option);
    }
    to.kubernetes = reader.build(line);
  }

  private void option(Directive line) throws ConfigException {
    Words.noBlock(line);
    switch (line.word()) {
      case "pods" -> {
        Words.count(line, 1, 1, "disabled, insecure or verified");
        pods = Words.choice(line, line.args().getFirst(), Pods.class);
      }
      case "ttl" -> {
        Words.count(line, 1, 1, "whole seconds, 0 to 3600");
        ttl = Words.whole(line, line.args().getFirst(), 0, MAX_TTL, "seconds");
      }
      case "namespaces" -> {
        Words.count(line, 1, Integer.MAX_VALUE, "names of namespaces");
        for (Token word : line.args()) {
          List<String> wrong = Names.isDns1123Label(word.text());
          if (!wrong.isEmpty()) {
            throw Words.wrong(line, "\"" + word.text() + "\": " + wrong.getFirst());
          }
          namespaces.add(word.text());
        }
      }
      case "namespace_labels" -> namespaceLabels = selector(line);
      case "labels" -> labels = selector(line);
      case "fallthrough" ->
          fallthrough =
              line.args().isEmpty() ? List.of(DnsName.ROOT) : Words.zones(line, line.args());
      case "noendpoints" -> {
        Words.count(line, 0, 0, "nothing behind it");
        endpoints = false;
      }
      case "endpoint_pod_names" -> {
        Words.count(line, 0, 0, "nothing behind it");
        endpointPodNames = true;
      }
      case "ignore" -> {
        if (line.args().size() != 1 || !line.args().getFirst().text().equals("empty_service")) {
          throw Words.wrong(line, "want empty_service");
        }
        ignoreEmptyServices = true;
      }
      case "kubeconfig" -> {
        Words.count(line, 1, 2, "a file, and perhaps the name of a context");
        String context = line.args().size() == 2 ? line.args().get(1).text() : "";
        api(line, new Api.Kubeconfig(to.file(line.args().getFirst()), context));
      }
      case "endpoint" -> {
        Words.count(line, 1, 1, "one URL");
        String url = line.args().getFirst().text();
        if (!url.matches("https?://[^\\s/]+/?")) {
          throw Words.wrong(line, "want a URL such as https://10.0.0.1:6443");
        }
        api(line, new Api.Endpoint(url, "", "", ""));
      }
      case "tls" -> {
        Words.count(line, 3, 3, "three files: certificate, key, authority");
        tls = to.files(line.args());
        tlsLine = line;
      }
      case "startup_timeout" ->
          to.note(line, "queries are answered from the start, those for the cluster with SERVFAIL");
      case "apiserver_qps", "apiserver_burst", "apiserver_max_inflight" ->
          to.note(line, "each kind of object is listed once and then watched, no more");
      case "multicluster" ->
          throw Words.wrong(
              line, "ServiceImports are not served; forward that zone to a server that does");
      case "zonal" -> throw Words.wrong(line, "zonal names are not served; take the line out");
      default -> throw Words.unknown(line, "kubernetes", OPTIONS);
    }
  }

  private void api(Directive line, Api chosen) throws ConfigException {
    if (api != null) {
      throw Words.wrong(line, "want either kubeconfig or endpoint, once");
    }
    api = chosen;
  }

  private static String selector(Directive line) throws ConfigException {
    Words.count(line, 1, Integer.MAX_VALUE, "a selector such as app=web");
    String text = line.args().stream().map(Token::text).collect(Collectors.joining(" "));
    try {
      LabelSelector _ = LabelSelector.parse(text);
      return text;
    } catch (SyntaxException e) {
      throw Words.wrong(line, "want a selector such as app=web: " + e.getMessage());
    }
  }

  private KubernetesRule build(Directive line) throws ConfigException {
    if (!namespaces.isEmpty() && !namespaceLabels.isEmpty()) {
      throw Words.wrong(line, "want either namespaces or namespace_labels, not both");
    }
    Api reached = api;
    if (tlsLine != null) {
      if (!(api instanceof Api.Endpoint endpoint)) {
        throw Words.wrong(tlsLine, "goes with endpoint only; a kubeconfig has its own");
      }
      reached = new Api.Endpoint(endpoint.url(), tls.get(0), tls.get(1), tls.get(2));
    }
    return new KubernetesRule(
        domains.getFirst(),
        domains.subList(1, domains.size()),
        reverse,
        pods,
        ttl,
        namespaces,
        namespaceLabels,
        labels,
        endpoints,
        endpointPodNames,
        ignoreEmptyServices,
        fallthrough,
        reached);
  }
}
