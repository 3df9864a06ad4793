package io.binnacle.bench.dns;

import io.binnacle.bench.process.ServerProcess;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Starts servers, each as its users do, with one thread for UDP on the CPUs given and no rate limit.
final class Servers {
  /// Of cluster records, as CoreDNS's default; the manifest of kubeadm says 30.
  private static final int TTL = 5;

  private static final int PATIENCE_SECONDS = 120;
  private static final int BUFFER = 4 << 20;

  private final Path folder;
  private final Path echo;
  private final String corednsProgram;
  private int ports = 5300;

  /// @param echo the program made of `bench/dns/echo.c`
  /// @param corednsProgram empty if there is none
  Servers(Path folder, Path echo, String corednsProgram) {
    this.folder = folder;
    this.echo = echo;
    this.corednsProgram = corednsProgram;
  }

  boolean hasCoreDns() {
    return !corednsProgram.isEmpty();
  }

  int nextPort() {
    return ports++;
  }

  /// The limit: sends back what it gets.
  Contender echo(String cpus, int threads) throws IOException {
    int port = nextPort();
    ServerProcess process =
        start("echo", port, cpus, List.of(echo.toString(), "" + port, Integer.toString(threads)));
    while (!process.says().contains("ready")) {
      if (!process.isAlive()) {
        throw new IOException("the echo did not start: " + process.says());
      }
      Thread.onSpinWait();
    }
    return new Contender("C echo", false, port, "", process);
  }

  /// Ours, alone beside an API, as a user starts it, with the Corefile that CoreDNS gets.
  ///
  /// @param upstream the port of who is asked for other names; 0 for nobody
  /// @param jvm further options of the JVM
  Contender binnacle(String cpus, Path kubeconfig, int upstream, String... jvm) throws IOException {
    int port = nextPort();
    int ready = nextPort();
    int metrics = nextPort();
    Path corefile =
        file("binnacle", port, corefile(port, ready, metrics, kubeconfig, false, upstream));
    ServerProcess process =
        ServerProcess.start(
            folder.resolve("binnacle-" + port + ".log"),
            cpus,
            List.of("BINNACLE_JAVA_OPTS=" + String.join(" ", jvm)),
            List.of("./binnacle", "dns", "--conf", corefile.toString()));
    return new Contender("binnacle", true, port, "http://127.0.0.1:" + ready + "/ready", process);
  }

  /// CoreDNS with the Corefile that kubeadm installs, less what leads outside.
  ///
  /// @param cached whether names of the cluster go through its cache too
  /// @param upstream the port of who is asked for other names; 0 for nobody
  Contender coredns(String cpus, Path kubeconfig, boolean cached, int upstream) throws IOException {
    int port = nextPort();
    int ready = nextPort();
    int metrics = nextPort();
    Path corefile =
        file("coredns", port, corefile(port, ready, metrics, kubeconfig, cached, upstream));
    ServerProcess process =
        start("coredns", port, cpus, List.of(corednsProgram, "-conf", corefile.toString()));
    return new Contender(
        cached ? "CoreDNS, cached" : "CoreDNS",
        true,
        port,
        "http://127.0.0.1:" + ready + "/ready",
        process);
  }

  private static String corefile(
      int port, int ready, int metrics, Path kubeconfig, boolean cached, int upstream) {
    String only =
        cached
            ? ""
            : " {\n    disable success cluster.local\n    disable denial cluster.local\n  }";
    return """
    .:%d {
      bind 127.0.0.1
      errors
      ready 127.0.0.1:%d
      kubernetes cluster.local in-addr.arpa ip6.arpa {
        kubeconfig %s
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl %d
        startup_timeout 60s
      }
      prometheus 127.0.0.1:%d
      %s
      cache 30%s
      loadbalance
    }
    """
        .formatted(
            port,
            ready,
            kubeconfig.toAbsolutePath(),
            TTL,
            metrics,
            upstream == 0 ? "" : "forward . 127.0.0.1:" + upstream,
            only);
  }

  /// NSD without its response-rate limit.
  ///
  /// @param zones name of a zone, then its lines, in turns
  Contender nsd(String cpus, List<Zone> zones) throws IOException {
    int port = nextPort();
    Path own = folder.resolve("nsd-" + port);
    Files.createDirectories(own);
    List<String> lines = new ArrayList<>();
    lines.add(
        """
        server:
          server-count: 1
          ip-address: 127.0.0.1@%d
          do-ip6: no
          username: ""
          database: ""
          zonesdir: "%s"
          pidfile: "%2$s/pid"
          xfrdfile: "%2$s/xfrd"
          xfrdir: "%2$s"
          zonelistfile: "%2$s/zones"
          logfile: "%2$s/log"
          rrl-ratelimit: 0
          rrl-whitelist-ratelimit: 0
          minimal-responses: yes
          receive-buffer-size: %d
          send-buffer-size: %3$d
          refuse-any: no
        remote-control:
          control-enable: no
        """
            .formatted(port, own, BUFFER));
    for (Zone zone : zones) {
      Files.write(own.resolve(zone.name), zone.lines);
      lines.add("zone:\n  name: \"%s\"\n  zonefile: \"%s\"".formatted(zone.name, zone.name));
    }
    Path config = file("nsd", port, String.join("\n", lines));
    return new Contender(
        "NSD",
        true,
        port,
        "",
        start("nsd", port, cpus, List.of("nsd", "-d", "-c", config.toString())));
  }

  /// Knot, moved to its CPU after its start: it chooses for itself.
  Contender knot(String cpus, Zone zone) throws IOException {
    int port = nextPort();
    Path own = folder.resolve("knot-" + port);
    Files.createDirectories(own);
    Files.write(own.resolve(zone.name), zone.lines);
    Path config =
        file(
            "knot",
            port,
            """
            server:
              rundir: "%s"
              listen: 127.0.0.1@%d
              udp-workers: 1
              tcp-workers: 1
              background-workers: 1
            log:
              - target: stderr
                any: warning
            database:
              storage: "%1$s/db"
            template:
              - id: default
                storage: "%1$s"
                semantic-checks: off
                zonefile-sync: -1
                journal-content: none
            zone:
              - domain: %s
                file: "%1$s/%3$s"
            """
                .formatted(own, port, zone.name));
    ServerProcess process = start("knot", port, cpus, List.of("knotd", "-c", config.toString()));
    Contender knot = new Contender("Knot", true, port, "", process);
    awaitName(knot, zone.name, RrType.SOA);
    process.pin(cpus);
    return knot;
  }

  /// A zone as a file has it.
  record Zone(String name, List<String> lines) {
    static Zone of(World world) {
      return new Zone(World.DOMAIN, world.zoneFile(TTL).toList());
    }
  }

  /// Waits until a server knows a name.
  ///
  /// @return when it did, by `System.nanoTime`
  static long awaitName(Contender server, String name, int type) throws IOException {
    byte[] query = MessageReader.query(0, DnsName.of(name), type);
    try (Probe probe = new Probe(server.port())) {
      return probe.await(
          query, reply -> !reply.answers().isEmpty(), PATIENCE_SECONDS, server.process());
    } catch (IOException e) {
      throw new IOException(server + " does not know " + name + ": " + e.getMessage(), e);
    }
  }

  private ServerProcess start(String name, int port, String cpus, List<String> command)
      throws IOException {
    return ServerProcess.start(
        folder.resolve(name + "-" + port + ".log"), cpus, List.of(), command);
  }

  private Path file(String name, int port, String text) throws IOException {
    return Files.writeString(
        folder.resolve(String.format(Locale.ROOT, "%s-%d.conf", name, port)), text);
  }
}
