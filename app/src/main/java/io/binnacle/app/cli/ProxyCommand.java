package io.binnacle.app.cli;

import io.binnacle.app.HostName;
import io.binnacle.app.ProxyAlone;
import io.binnacle.app.ProxyConfig;
import io.binnacle.model.meta.Cidr;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `binnacle proxy`: serves the Services of another API on this machine, in place of kube-proxy.
@Command(
    name = "proxy",
    description = "Serves a cluster's Services on this machine, in place of kube-proxy.",
    showDefaultValues = true,
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ProxyCommand implements Callable<Integer> {
  /* As the kernel allows, less what would have to be quoted. */
  private static final Pattern TABLE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Leads to the API; it must allow to read Services, EndpointSlices and Nodes.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Which context of it (default: the current one).")
  private String context = "";

  @Option(
      names = "--node-name",
      paramLabel = "NAME",
      description = "The Node whose proxy this is (default: the machine's host name).")
  private String nodeName = "";

  @Option(
      names = "--pod-cidr",
      paramLabel = "CIDR[,CIDR]",
      hideParamSyntax = true,
      split = ",",
      description =
          "The ranges of Pod addresses: others are masqueraded on the way to a Service address.")
  private List<String> podCidrs = List.of();

  @Option(
      names = "--service-cidr",
      paramLabel = "CIDR[,CIDR]",
      hideParamSyntax = true,
      split = ",",
      description =
          "The ranges of Service addresses: what no Service has of them is dropped. Their families are served (default: both).")
  private List<String> serviceCidrs = List.of();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "What carries the traffic: ${COMPLETION-CANDIDATES}. auto is nftables as root, userspace else if all of --service-cidr is in 127.0.0.0/8.")
  private ProxyConfig.Mode mode = ProxyConfig.Mode.auto;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The name of the nftables tables; two proxies on a machine need two.")
  private String table = "binnacle-proxy";

  @Option(
      names = "--metrics",
      paramLabel = "ADDR:PORT|none",
      description = "Where /metrics, /healthz and /livez are answered, with nftables.")
  private String metrics = "127.0.0.1:10249";

  @Option(
      names = "--cleanup",
      description = "Remove the tables of a proxy that has stopped, and do nothing else.")
  private boolean cleanup;

  @Override
  public Integer call() throws Exception {
    if (!TABLE.matcher(table).matches()) {
      throw new CommandFailure(
          "--table " + table + ": want a letter, then up to 63 letters, digits, '.', '_' or '-'");
    }
    if (cleanup) {
      System.out.println(ProxyAlone.cleanup(table));
      return 0;
    }
    return ProxyAlone.run(config());
  }

  /// What was typed, checked as a whole.
  ///
  /// @throws CommandFailure naming the option, the value and what was expected
  ProxyConfig config() {
    if (kubeconfig == null) {
      throw new CommandFailure("--kubeconfig FILE says whose Services are to be served");
    }
    return new ProxyConfig(
        kubeconfig,
        context,
        nodeName.isEmpty() ? HostName.asNodeName() : nodeName,
        ranges("--pod-cidr", podCidrs),
        ranges("--service-cidr", serviceCidrs),
        mode,
        table,
        metricsAddress());
  }

  private @Nullable InetSocketAddress metricsAddress() {
    return metrics.equals("none") ? null : UpCommand.address("--metrics", metrics);
  }

  private static List<Cidr> ranges(String option, List<String> texts) {
    return texts.stream().map(text -> UpCommand.cidr(option, text)).toList();
  }
}
