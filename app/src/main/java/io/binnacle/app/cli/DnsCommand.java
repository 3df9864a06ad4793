package io.binnacle.app.cli;

import io.binnacle.app.DnsAlone;
import io.binnacle.app.DnsOptions;
import io.binnacle.dns.config.DnsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `binnacle dns`: answers the names of another cluster, in place of CoreDNS.
@Command(
    name = "dns",
    description = "Answers the names of a cluster, in place of CoreDNS.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DnsCommand implements Callable<Integer> {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Leads to the API; it must allow to list and watch Services, EndpointSlices and Namespaces (default: that of the Pod this runs in).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Which context of it (default: the current one).")
  private String context = "";

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description =
          "A Corefile, which says everything else (default: what clusters usually have, as changed by the options below).")
  private @Nullable Path conf;

  @Option(
      names = "--check",
      description = "Show what the configuration means, and do nothing else.")
  private boolean check;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "With --check: table or json (default: table).")
  private String output = "table";

  @Option(
      names = "--listen",
      paramLabel = "ADDR:PORT[,ADDR:PORT]",
      hideParamSyntax = true,
      split = ",",
      description = "Where to listen, UDP and TCP (default: 127.0.0.1:10053; in a Pod :53).")
  private @Nullable List<String> listen;

  @Option(
      names = "--cluster-domain",
      paramLabel = "DOMAIN",
      description = "The DNS domain of the cluster (default: cluster.local).")
  private @Nullable String domain;

  @Option(
      names = "--pods",
      paramLabel = "MODE",
      description =
          "Which Pod address names are answered: disabled, insecure or verified (default: insecure).")
  private @Nullable String pods;

  @Option(
      names = "--upstream",
      paramLabel = "ADDR[:PORT],…|none",
      hideParamSyntax = true,
      split = ",",
      description =
          "Who is asked for names outside the cluster (default: /etc/resolv.conf); none asks nobody.")
  private @Nullable List<String> upstream;

  @Option(
      names = "--metrics",
      paramLabel = "ADDR:PORT|none",
      description = "Where /metrics is answered (default: 127.0.0.1:9153; in a Pod :9153).")
  private @Nullable String metrics;

  @Option(
      names = "--health",
      paramLabel = "ADDR:PORT|none",
      description = "Where /health is answered (default: 127.0.0.1:8080; in a Pod :8080).")
  private @Nullable String health;

  @Option(
      names = "--ready",
      paramLabel = "ADDR:PORT|none",
      description = "Where /ready is answered (default: 127.0.0.1:8181; in a Pod :8181).")
  private @Nullable String ready;

  @Option(
      names = "--lameduck",
      paramLabel = "DURATION",
      description = "How long queries are still answered after SIGTERM (default: 0s; in a Pod 5s).")
  private @Nullable String lameDuck;

  @Option(
      names = "--api-patience",
      paramLabel = "DURATION",
      hidden = true,
      description =
          "How long the API may be silent until it counts as lost, as in PT5S (default: 90 s for a watch, 30 s for an answer).")
  private @Nullable Duration apiPatience;

  @Override
  public Integer call() throws Exception {
    DnsOptions options = options(inPod());
    if (!output.equals("table") && !output.equals("json")) {
      throw new CommandFailure("--output " + output + ": want table or json");
    }
    if (check) {
      DnsConfig config = DnsAlone.check(options);
      System.out.print(output.equals("json") ? DnsReport.json(config) : DnsReport.table(config));
      return 0;
    }
    return DnsAlone.run(options);
  }

  /// Runs `args` without the library that reads command lines, which takes longer than all the rest of the start.
  ///
  /// @param args behind `dns`
  /// @return null if they hold anything but options with their values: then the library has to see them
  /// @throws IOException as [#call]
  static @Nullable Integer quick(List<String> args) throws IOException, InterruptedException {
    DnsCommand command = typed(args);
    return command == null ? null : DnsAlone.run(command.options(inPod()));
  }

  /// The command with the options in `args`; null if they hold anything else.
  static @Nullable DnsCommand typed(List<String> args) {
    DnsCommand command = new DnsCommand();
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size() || !command.set(args.get(i), args.get(i + 1))) {
        return null;
      }
    }
    return command;
  }

  private boolean set(String option, String value) {
    if (value.startsWith("-")) {
      return false;
    }
    switch (option) {
      case "--kubeconfig" -> kubeconfig = Path.of(value);
      case "--context" -> context = value;
      case "--conf" -> conf = Path.of(value);
      case "--listen" -> listen = List.of(value.split(","));
      case "--cluster-domain" -> domain = value;
      case "--pods" -> pods = value;
      case "--upstream" -> upstream = List.of(value.split(","));
      case "--metrics" -> metrics = value;
      case "--health" -> health = value;
      case "--ready" -> ready = value;
      case "--lameduck" -> lameDuck = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean inPod() {
    return System.getenv("KUBERNETES_SERVICE_HOST") != null;
  }

  /// What was typed, checked as a whole.
  ///
  /// @param inPod whether this is a Pod of a cluster, whose network is its own
  /// @throws CommandFailure naming the option, the value and what was expected
  DnsOptions options(boolean inPod) {
    refuseBesideConf();
    String host = inPod ? "" : "127.0.0.1";
    List<String> at = listen == null ? List.of(inPod ? ":53" : "127.0.0.1:10053") : listen;
    at.forEach(each -> listenAddress("--listen", each));
    DnsOptions.Usual usual =
        new DnsOptions.Usual(
            at,
            domain == null ? "cluster.local" : domain,
            pods == null ? "insecure" : pods,
            upstreams(),
            address("--metrics", metrics, host + ":9153"),
            address("--health", health, host + ":8080"),
            address("--ready", ready, host + ":8181"),
            lameDuck == null ? inPod ? "5s" : "0s" : lameDuck);
    return new DnsOptions(kubeconfig, context, conf, usual, apiPatience);
  }

  private void refuseBesideConf() {
    if (conf == null) {
      return;
    }
    String beside =
        listen != null
            ? "--listen"
            : domain != null
                ? "--cluster-domain"
                : pods != null
                    ? "--pods"
                    : upstream != null
                        ? "--upstream"
                        : metrics != null
                            ? "--metrics"
                            : health != null
                                ? "--health"
                                : ready != null ? "--ready" : lameDuck != null ? "--lameduck" : "";
    if (!beside.isEmpty()) {
      throw new CommandFailure(beside + " does not go with --conf: the Corefile says it");
    }
  }

  private List<String> upstreams() {
    if (upstream == null) {
      return List.of("/etc/resolv.conf");
    }
    return upstream.equals(List.of("none")) ? List.of() : upstream;
  }

  private static @Nullable String address(String option, @Nullable String typed, String usual) {
    if (typed == null) {
      return usual;
    }
    if (typed.equals("none")) {
      return null;
    }
    listenAddress(option, typed);
    return typed;
  }

  private static void listenAddress(String option, String text) {
    UpCommand.address(option, text.startsWith(":") ? "0.0.0.0" + text : text);
  }
}
