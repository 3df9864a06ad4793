package io.binnacle.dns.config;

import io.binnacle.dns.config.CacheRule.Kept;
import io.binnacle.dns.config.CacheRule.Prefetch;
import io.binnacle.dns.config.CacheRule.Stale;
import io.binnacle.dns.config.ForwardDirective.Upstream;
import io.binnacle.dns.name.DnsName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a configuration means, in words: for `--check`, and for whoever wonders. Sorted as written; equal configurations give
/// equal text.
public final class ConfigReport {
  /// One block, or what is for the whole process.
  ///
  /// @param title zones and ports
  /// @param at where it begins; empty for the whole process
  public record Section(String title, String at, List<Row> rows) {}

  /// One directive.
  public record Row(String directive, String means) {}

  private final List<Row> rows = new ArrayList<>();

  private ConfigReport() {}

  /// The sections: a block each, and the process last.
  public static List<Section> of(DnsConfig config) {
    List<Section> out = new ArrayList<>();
    for (ServerConfig server : config.servers()) {
      out.add(new Section(joined(server.keys()), server.at().toString(), of(server, config.own())));
    }
    out.add(new Section("process", "", ofProcess(config)));
    return out;
  }

  private static List<Row> of(ServerConfig server, OwnRule own) {
    ConfigReport report = new ConfigReport();
    report.row(
        "bind",
        server.bind().isEmpty()
            ? "all addresses"
            : server.bind().stream()
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(" ")));
    report.kubernetes(server.kubernetes(), own);
    if (server.autopath()) {
      report.row("autopath", "the search list of Pods is gone through here");
    }
    HostsRule hosts = server.hosts();
    if (hosts != null) {
      report.row(
          "hosts",
          hosts.file()
              + (hosts.lines().isEmpty() ? "" : " and " + hosts.lines().size() + " lines here")
              + "; ttl "
              + hosts.ttl()
              + " s; "
              + (hosts.reload().isZero() ? "read once" : "looked at every " + text(hosts.reload()))
              + (hosts.reverse() ? "" : "; no PTR records")
              + "; missing names "
              + fallthrough(hosts.fallthrough(), "fail (SERVFAIL)"));
    }
    server.forwards().forEach(report::forward);
    report.cache(server.cache());
    report.rest(server);
    server.notes().forEach(note -> report.row(note.directive(), "always so: " + note.why()));
    return report.rows;
  }

  private void row(String directive, String means) {
    rows.add(new Row(directive, means));
  }

  private void kubernetes(@Nullable KubernetesRule rule, OwnRule own) {
    if (rule == null) {
      return;
    }
    String others = rule.otherDomains().isEmpty() ? "" : ", also " + joined(rule.otherDomains());
    row("kubernetes", "names " + rule.domain() + others + ", addresses " + joined(rule.reverse()));
    if (rule.ignoreEmptyServices()) {
      row("", "Services without a ready endpoint have no names");
    }
    row("", "Pod addresses: " + rule.pods().name().toLowerCase(Locale.ROOT));
    row(
        "",
        "ttl "
            + rule.ttl()
            + " s; of what there is not "
            + Math.min(own.negativeTtl(), rule.ttl())
            + " s, of endpoints "
            + Math.min(own.headlessTtl(), rule.ttl())
            + " s");
    row("", "missing names " + fallthrough(rule.fallthrough(), "do not exist"));
    if (!rule.namespaces().isEmpty()) {
      row("", "only namespaces " + String.join(" ", rule.namespaces()));
    }
    if (!rule.namespaceLabels().isEmpty()) {
      row("", "only namespaces with " + rule.namespaceLabels());
    }
    if (!rule.labels().isEmpty()) {
      row("", "only Services and slices with " + rule.labels());
    }
    if (!rule.endpoints()) {
      row("", "no endpoints: headless Services have no names");
    }
    if (rule.endpointPodNames()) {
      row("", "endpoints are named after their Pods, too");
    }
    switch (rule.api()) {
      case KubernetesRule.Api.Kubeconfig(String file, String context) ->
          row("", "API by " + file + (context.isEmpty() ? "" : ", context " + context));
      case KubernetesRule.Api.Endpoint endpoint -> row("", "API at " + endpoint.url());
      case null -> row("", "API by --kubeconfig, or as the Pod this runs in");
    }
  }

  private static String fallthrough(List<DnsName> zones, String otherwise) {
    if (zones.isEmpty()) {
      return otherwise;
    }
    return zones.contains(DnsName.ROOT)
        ? "are asked of others"
        : "in " + joined(zones) + " are asked of others, the rest: " + otherwise;
  }

  private void forward(ForwardDirective rule) {
    String servers =
        rule.to().stream()
            .map(upstream ->
                switch (upstream) {
                  case Upstream.Server(InetSocketAddress at, boolean tls, String name) ->
                      (tls ? "tls://" : "") + text(at) + (name.isEmpty() ? "" : "%" + name);
                  case Upstream.ResolvConf(String file) -> "those in " + file;
                })
            .collect(Collectors.joining(" "));
    row("forward", rule.from() + " to " + servers);
    if (!rule.except().isEmpty()) {
      row("", "except " + joined(rule.except()));
    }
    row(
        "",
        rule.policy() == null
            ? "the quickest first"
            : "policy " + rule.policy().name().toLowerCase(Locale.ROOT));
    row(
        "",
        "the next server after a failure"
            + (rule.failover() == null
                ? ", SERVFAIL or REFUSED"
                : rule.failover().isEmpty() ? "" : " or response codes " + rule.failover()));
    if (rule.forceTcp() || rule.preferUdp()) {
      row("", rule.forceTcp() ? "always over TCP" : "UDP first, also for clients over TCP");
    }
    if (!rule.next().isEmpty() || rule.nextOnNoData()) {
      row(
          "",
          "the next forward for response codes "
              + rule.next().stream().sorted().toList()
              + (rule.nextOnNoData() ? " and empty answers" : ""));
    }
    if (rule.maxConcurrent() > 0) {
      row("", "at most " + rule.maxConcurrent() + " queries at once, more are refused");
    }
    row(
        "",
        rule.maxFails() == 0
            ? "servers are never taken out"
            : "a server is out after "
                + rule.maxFails()
                + " failures, and asked every "
                + text(rule.checkEvery())
                + " whether it is back"
                + (rule.failFast() ? "; with all out queries fail at once" : ""));
    if (!rule.tls().authority().isEmpty() || !rule.tls().serverName().isEmpty()) {
      row("", "over TLS trusts " + rule.tls().authority() + " to name " + rule.tls().serverName());
    }
  }

  private void cache(@Nullable CacheRule rule) {
    if (rule == null) {
      return;
    }
    row(
        "cache",
        "names outside the cluster only"
            + (rule.zones().isEmpty() ? "" : ", below " + joined(rule.zones())));
    row("", "answers: " + kept(rule.success()) + "; denials: " + kept(rule.denial()));
    if (!rule.noSuccess().isEmpty()) {
      row("", "no answers of " + joined(rule.noSuccess()));
    }
    if (!rule.noDenial().isEmpty()) {
      row("", "no denials of " + joined(rule.noDenial()));
    }
    Prefetch prefetch = rule.prefetch();
    if (prefetch != null) {
      row(
          "",
          "fetched anew at "
              + prefetch.percent()
              + " % of the TTL after "
              + prefetch.amount()
              + " queries no more than "
              + text(prefetch.gap())
              + " apart");
    }
    Stale stale = rule.stale();
    row(
        "",
        stale == null
            ? "old answers, up to 1 h, where nobody answers (RFC 8767)"
            : "old answers, up to "
                + text(stale.upTo())
                + (stale.immediate() ? ", at once" : ", where nobody answers")
                + (stale.patience().isZero() ? "" : " within " + text(stale.patience())));
    row(
        "",
        "failures for " + text(rule.servfail()) + (rule.keepTtl() ? "; TTLs as they came" : ""));
  }

  private static String kept(Kept kept) {
    return kept.capacity() + ", " + kept.minTtl() + " to " + kept.maxTtl() + " s";
  }

  private void rest(ServerConfig server) {
    LogRule log = server.log();
    if (log != null) {
      row(
          "log",
          joined(log.names())
              + " "
              + log.classes().stream()
                  .map(c -> c.name().toLowerCase(Locale.ROOT))
                  .sorted()
                  .collect(Collectors.joining(" "))
              + (log.slow() == null ? "" : ", and what takes " + text(log.slow())));
    }
    TlsRule tls = server.tls();
    if (tls != null) {
      row(
          "tls",
          tls.certificate()
              + (tls.authority().isEmpty()
                  ? ""
                  : ", for clients that " + tls.authority() + " knows"));
    }
    for (TransferRule transfer : server.transfers()) {
      row("transfer", "whole zones to " + joined(transfer.to()));
    }
    address("health", server.health());
    Duration lameDuck = server.lameDuck();
    if (lameDuck != null) {
      row("", "after SIGTERM queries are still answered for " + text(lameDuck));
    }
    address("ready", server.ready());
    address("prometheus", server.prometheus());
    row("bufsize", "datagrams of at most " + server.udpSize() + " octets");
    if (!server.nsid().isEmpty()) {
      row("nsid", server.nsid());
    }
  }

  private void address(String directive, @Nullable InetSocketAddress at) {
    if (at != null) {
      row(directive, text(at));
    }
  }

  private static List<Row> ofProcess(DnsConfig config) {
    ConfigReport report = new ConfigReport();
    DnsConfig.Reload reload = config.reload();
    report.row(
        "reload",
        reload == null
            ? "on SIGHUP"
            : "every " + text(reload.every()) + " ± " + text(reload.jitter()) + ", and on SIGHUP");
    OwnRule own = config.own();
    report.row("binnacle", "name server: Service " + own.dnsService());
    if (!own.clusterRanges().isEmpty()) {
      report.row("", "the cluster is " + joined(own.clusterRanges()));
    }
    report.row(
        "",
        switch (own.strangers()) {
          case ANSWER -> "everybody is answered";
          case CLUSTER_ONLY -> "others that have no private address get names of the cluster only";
          case REFUSE -> "others that have no private address are refused";
        });
    if (own.rate() > 0) {
      report.row(
          "", "at most " + own.rate() + " queries per second over UDP from each other address");
    }
    if (own.noIpv6()) {
      report.row("", "names outside have no AAAA records");
    }
    if (own.logSample() > 1) {
      report.row("", "one query in " + own.logSample() + " is logged");
    }
    return report.rows;
  }

  private static String joined(Collection<?> all) {
    return all.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String text(InetSocketAddress at) {
    String host = at.getAddress().isAnyLocalAddress() ? "" : at.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
  }

  private static String text(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
