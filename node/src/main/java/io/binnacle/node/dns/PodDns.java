package io.binnacle.node.dns;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.Notice;
import io.binnacle.node.runtime.SandboxSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The resolv.conf of a Pod.
///
/// @param dns for the sandbox
/// @param notices events where lists had to be cut (`DNSConfigForming`) or there is no cluster DNS (`MissingClusterDNS`)
public record PodDns(SandboxSpec.Dns dns, List<Notice> notices) {
  private static final int MAX_SERVERS = 3;
  private static final int MAX_SEARCHES = 32;
  private static final int MAX_SEARCH_CHARS = 2_048;
  private static final int MAX_NAME = 253;

  public PodDns {
    notices = List.copyOf(notices);
  }

  /// The search list it comes to.
  public SearchList search() {
    return SearchList.of(dns.searches(), dns.options());
  }

  /// What `dnsPolicy` and `dnsConfig` of `pod` come to.
  ///
  /// @param host the node's own resolv.conf
  public static PodDns of(Obj pod, ClusterDns cluster, ResolvConf host) {
    List<Notice> notices = new ArrayList<>();
    ResolvConf base = base(pod, cluster, host, notices);
    Obj config = pod.obj("spec").obj("dnsConfig");
    List<String> servers = distinct(base.servers(), config.arr("nameservers").strings());
    List<String> searches = distinct(base.searches(), config.arr("searches").strings());
    return new PodDns(
        new SandboxSpec.Dns(
            serversWithin(servers, notices),
            searchesWithin(searches, notices),
            options(base.options(), config.arr("options").objects())),
        notices);
  }

  private static ResolvConf base(
      Obj pod, ClusterDns cluster, ResolvConf host, List<Notice> notices) {
    Obj spec = pod.obj("spec");
    return switch (spec.str("dnsPolicy", "ClusterFirst")) {
      case "None" -> ResolvConf.EMPTY;
      case "Default" -> host;
      case "ClusterFirstWithHostNet" -> clusterFirst(pod, cluster, host, notices);
      default -> spec.bool("hostNetwork", false) ? host : clusterFirst(pod, cluster, host, notices);
    };
  }

  private static ResolvConf clusterFirst(
      Obj pod, ClusterDns cluster, ResolvConf host, List<Notice> notices) {
    if (cluster.servers().isEmpty()) {
      notices.add(
          new Notice(
              "MissingClusterDNS",
              "pod: \""
                  + Meta.name(pod)
                  + "_"
                  + Meta.namespace(pod)
                  + "("
                  + Meta.uid(pod)
                  + ")\". kubelet does not have ClusterDNS IP configured and cannot create Pod using"
                  + " \"ClusterFirst\" policy. Falling back to \"Default\" policy."));
      return host;
    }
    SearchList own = SearchList.of(Meta.namespace(pod), cluster.domain());
    return new ResolvConf(
        cluster.servers(),
        distinct(own.domains(), host.searches()),
        List.of("ndots:" + own.ndots()));
  }

  private static List<String> distinct(Collection<String> first, Collection<String> then) {
    LinkedHashSet<String> out = new LinkedHashSet<>(first);
    out.addAll(then);
    return List.copyOf(out);
  }

  private static List<String> serversWithin(List<String> servers, List<Notice> notices) {
    if (servers.size() <= MAX_SERVERS) {
      return servers;
    }
    List<String> kept = servers.subList(0, MAX_SERVERS);
    notices.add(
        new Notice(
            "DNSConfigForming",
            "Nameserver limits were exceeded, some nameservers have been omitted, the applied"
                + " nameserver line is: "
                + String.join(" ", kept)));
    return kept;
  }

  /// The first searches that fit: at most 32 of them, none longer than a name can be, 2048 characters in all.
  private static List<String> searchesWithin(List<String> searches, List<Notice> notices) {
    List<String> kept = new ArrayList<>();
    int length = 0;
    for (String search : searches.subList(0, Math.min(searches.size(), MAX_SEARCHES))) {
      if (search.length() > MAX_NAME) {
        continue;
      }
      length += search.length() + (kept.isEmpty() ? 0 : 1);
      if (length > MAX_SEARCH_CHARS) {
        break;
      }
      kept.add(search);
    }
    if (kept.size() < searches.size()) {
      notices.add(
          new Notice(
              "DNSConfigForming",
              "Search Line limits were exceeded, some search paths have been omitted, the applied"
                  + " search line is: "
                  + String.join(" ", kept)));
    }
    return kept;
  }

  /// Options of the Pod replace those of the same name.
  private static List<String> options(List<String> base, List<Obj> own) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String option : base) {
      int colon = option.indexOf(':');
      out.put(
          colon < 0 ? option : option.substring(0, colon),
          colon < 0 ? "" : option.substring(colon + 1));
    }
    for (Obj option : own) {
      out.put(option.str("name"), option.str("value"));
    }
    return out.entrySet().stream()
        .map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + ":" + e.getValue())
        .toList();
  }
}
