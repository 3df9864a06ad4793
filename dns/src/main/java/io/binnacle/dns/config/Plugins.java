package io.binnacle.dns.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The directives of a server block: who reads them, which need no saying, which are refused and what to do instead.
final class Plugins {
  private interface Reader {
    void read(Directive line, ServerBuilder to) throws ConfigException;
  }

  private static final Map<String, Reader> READERS = new LinkedHashMap<>();

  /// What is so anyway.
  private static final Map<String, String> IMPLIED =
      Map.of(
          "loop",
              "a query that comes back is recognised at any time and answered SERVFAIL; the process stays",
          "any", "ANY is always answered with one record at most (RFC 8482)",
          "cancel", "every query outside has 5 s",
          "debug", "a mistake of the program never ends it, and is always logged whole",
          "metadata", "client, namespace and Pod are known to the query log without it",
          "multisocket", "there is a socket for each processor anyway",
          "minimal",
              "replies carry only what was asked for, and the addresses SRV records point at");

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry(
              "acl",
              "not done here; keep clients out with a NetworkPolicy, or with binnacle { strangers refuse }"),
          Map.entry(
              "auto",
              "zone files are not served; run a server for them and name it with: forward ZONE ADDRESS"),
          Map.entry("azure", "zones of a cloud are not served; forward them to its resolver"),
          Map.entry("chaos", "class CHAOS is not answered; take the line out"),
          Map.entry("clouddns", "zones of a cloud are not served; forward them to its resolver"),
          Map.entry(
              "dns64", "addresses are not made up; do it in the resolver that is forwarded to"),
          Map.entry(
              "dnssec", "answers are not signed; nothing in a cluster checks. Take the line out"),
          Map.entry("dnstap", "not done here; use log, or the metrics"),
          Map.entry("erratic", "for tests of resolvers only; take the line out"),
          Map.entry(
              "etcd", "records in etcd are not served; forward that zone to a server that does"),
          Map.entry("federation", "gone from Kubernetes since 1.12; take the line out"),
          Map.entry(
              "file",
              "zone files are not served; put a few names into hosts, or run a server for the zone and name it with: forward ZONE ADDRESS"),
          Map.entry("geoip", "not done here; take the line out"),
          Map.entry("grpc", "not done here; forward to servers over UDP, TCP or TLS"),
          Map.entry("grpc_server", "not done here; take the line out"),
          Map.entry("header", "flags are not changed; take the line out"),
          Map.entry("https", "not done here; use tls://"),
          Map.entry("https3", "not done here; use tls://"),
          Map.entry(
              "k8s_external",
              "external zones are not served yet; leave that zone to CoreDNS and forward it there"),
          Map.entry("local", "not done here; take the line out"),
          Map.entry("nomad", "not done here; forward that zone to a server that does"),
          Map.entry("on", "commands are never run; take the line out"),
          Map.entry("pprof", "profiles of a JVM come from jcmd PID JFR.start; take the line out"),
          Map.entry("quic", "not done here; use tls://"),
          Map.entry(
              "rewrite",
              "questions are not rewritten; for another name of a Service use a Service with externalName, for a few addresses hosts"),
          Map.entry("route53", "zones of a cloud are not served; forward them to its resolver"),
          Map.entry(
              "secondary", "zones are not fetched; forward that zone to a server that has it"),
          Map.entry("sign", "answers are not signed; take the line out"),
          Map.entry(
              "template",
              "answers are not made by patterns; against AAAA questions of an IPv4 cluster there is binnacle { no_ipv6 }, and search-list residue never leaves the process"),
          Map.entry("timeouts", "connections may be idle for 10 s; take the line out"),
          Map.entry("trace", "not done here; use log { minDuration }, or the metrics"),
          Map.entry("tsig", "transfers are not signed; limit them with transfer { to ADDRESS }"),
          Map.entry("view", "there is one view; use blocks with other ports or bind addresses"),
          Map.entry("whoami", "names are never made up; take the line out"));

  static {
    READERS.put("kubernetes", KubernetesReader::read);
    READERS.put("forward", ForwardReader::read);
    READERS.put("cache", CacheReader::read);
    READERS.put("hosts", HostsReader::read);
    READERS.put("binnacle", OwnReader::read);
    READERS.put("health", SmallReaders::health);
    READERS.put("ready", SmallReaders::ready);
    READERS.put("prometheus", SmallReaders::prometheus);
    READERS.put("reload", SmallReaders::reload);
    READERS.put("log", SmallReaders::log);
    READERS.put("errors", ErrorsReader::read);
    READERS.put("loadbalance", SmallReaders::loadbalance);
    READERS.put("bind", SmallReaders::bind);
    READERS.put("autopath", SmallReaders::autopath);
    READERS.put("transfer", SmallReaders::transfer);
    READERS.put("tls", SmallReaders::tls);
    READERS.put("bufsize", SmallReaders::bufsize);
    READERS.put("nsid", SmallReaders::nsid);
    READERS.put(
        "root",
        (line, to) -> {
          Words.count(line, 1, 1, "a folder");
          to.root(Path.of(to.file(line.args().getFirst())));
        });
  }

  private Plugins() {}

  /// Reads one directive into the block it stands in.
  ///
  /// @throws ConfigException if it is unknown, makes no sense, or asks for what is not done
  static void read(Directive line, ServerBuilder to) throws ConfigException {
    String name = line.word();
    Reader reader = READERS.get(name);
    String implied = IMPLIED.get(name);
    String refused = REFUSED.get(name);
    if (reader != null) {
      reader.read(line, to);
    } else if (implied != null) {
      to.note(line, implied);
    } else if (refused != null) {
      throw new ConfigException(line.at(), name + ": " + refused);
    } else {
      List<String> known =
          Stream.of(READERS, IMPLIED, REFUSED).flatMap(m -> m.keySet().stream()).sorted().toList();
      throw Words.unknown(line, "a server block", known);
    }
  }
}
