package io.binnacle.app.cli;

import io.binnacle.app.Detached;
import io.binnacle.app.Foreground;
import io.binnacle.app.UpConfig;
import io.binnacle.app.UpConfig.DnsPods;
import io.binnacle.app.UpConfig.PodRuntime;
import io.binnacle.app.UpConfig.Proxy;
import io.binnacle.app.UpConfig.Storage;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Names;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `binnacle up`: starts an instance and runs it until told to stop.
@Command(
    name = "up",
    description =
        "Starts the API, the controllers, the cluster DNS, the Service proxy and what runs Pods.",
    showDefaultValues = true,
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  /* Room for what has a fixed place at the start of the range: the API's Service and the DNS. */
  private static final int SMALLEST_SERVICE_RANGE = 16;

  /* As each simulated node needs; three of them are no Pod's: the network's, the gateway's, the broadcast one. */
  private static final int SMALLEST_POD_RANGE = 8;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      description = "The API's port on 127.0.0.1; 0 picks a free one.")
  private int apiPort = 6443;

  @Option(
      names = "--dns-listen",
      paramLabel = "ADDR:PORT",
      description = "Where the cluster DNS listens, UDP and TCP; port 0 picks a free one.")
  private String dnsListen = "127.0.0.1:10053";

  @Option(
      names = "--dns-upstream",
      paramLabel = "ADDR[:PORT],…|none",
      hideParamSyntax = true,
      split = ",",
      description =
          "Who is asked for names outside the cluster (default: the machine's resolv.conf); none asks nobody.")
  private List<String> dnsUpstream = List.of();

  @Option(
      names = "--dns-pods",
      paramLabel = "MODE",
      description = "Which Pod address names are answered: ${COMPLETION-CANDIDATES}.")
  private DnsPods dnsPods = DnsPods.insecure;

  @Option(
      names = "--cluster-domain",
      paramLabel = "DOMAIN",
      description = "The DNS domain of the cluster.")
  private String clusterDomain = "cluster.local";

  @Option(
      names = "--service-cidr",
      paramLabel = "CIDR[,CIDR]",
      hideParamSyntax = true,
      split = ",",
      description =
          "The range of Service addresses; a second one of the other family makes it dual-stack.")
  private List<String> serviceCidrs = List.of("10.96.0.0/12");

  @Option(
      names = "--pod-cidr",
      paramLabel = "CIDR",
      description = "The range of Pod addresses; each node takes a /24.")
  private String podCidr = "10.244.0.0/16";

  @Option(
      names = "--proxy",
      paramLabel = "PROXY",
      description =
          "What carries traffic to Services: ${COMPLETION-CANDIDATES}. auto takes nftables with containers, userspace where --service-cidr is in 127.0.0.0/8.")
  private Proxy proxy = Proxy.auto;

  @Option(names = "--nodes", paramLabel = "N", description = "How many simulated nodes.")
  private int nodes = 3;

  @Option(
      names = "--runtime",
      paramLabel = "RUNTIME",
      description =
          "What runs Pods: ${COMPLETION-CANDIDATES}. auto takes containerd as root where it is installed.")
  private PodRuntime runtime = PodRuntime.auto;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Where to write the kubeconfig (default: DIR/kubeconfig); never ~/.kube/config unless named here.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--storage",
      paramLabel = "KIND",
      description =
          "Where objects are kept: ${COMPLETION-CANDIDATES}. With memory they go with the process.")
  private Storage storage = Storage.sqlite;

  @Option(names = "--detach", description = "Return when ready and leave the instance running.")
  private boolean detach;

  @Override
  public Integer call() throws Exception {
    UpConfig config = config();
    return detach ? Detached.start(config) : Foreground.run(config);
  }

  /// What was typed, checked as a whole.
  ///
  /// @throws CommandFailure naming the option, the value and what was expected
  UpConfig config() {
    Path dir = dataDir.path();
    List<String> wrong = Names.isDns1123Subdomain(clusterDomain);
    if (!wrong.isEmpty()) {
      throw new CommandFailure("--cluster-domain " + clusterDomain + ": " + wrong.getFirst());
    }
    return new UpConfig(
        dir,
        kubeconfig == null ? dir.resolve("kubeconfig") : kubeconfig.toAbsolutePath().normalize(),
        inRange("--api-port", apiPort, 0, 65_535),
        address("--dns-listen", dnsListen),
        DnsUpstream.of(dnsUpstream),
        dnsPods,
        clusterDomain,
        serviceCidrs(),
        podCidr(),
        proxy,
        runtime,
        inRange("--nodes", nodes, 0, 10_000),
        storage);
  }

  private List<Cidr> serviceCidrs() {
    List<Cidr> out = new ArrayList<>();
    for (String text : serviceCidrs) {
      Cidr range = cidr("--service-cidr", text);
      if (range.lastOffset() < SMALLEST_SERVICE_RANGE - 1) {
        throw new CommandFailure(
            "--service-cidr "
                + text
                + ": want a range of at least "
                + SMALLEST_SERVICE_RANGE
                + " addresses");
      }
      out.add(range);
    }
    if (out.size() > 2 || out.size() == 2 && out.get(0).family() == out.get(1).family()) {
      throw new CommandFailure(
          "--service-cidr "
              + String.join(",", serviceCidrs)
              + ": want one range, or two of different IP families");
    }
    return out;
  }

  private Cidr podCidr() {
    Cidr range = cidr("--pod-cidr", podCidr);
    if (range.lastOffset() < SMALLEST_POD_RANGE - 1) {
      throw new CommandFailure(
          "--pod-cidr "
              + podCidr
              + ": want a range of at least "
              + SMALLEST_POD_RANGE
              + " addresses");
    }
    return range;
  }

  static Cidr cidr(String option, String text) {
    Cidr cidr = Cidr.parse(text);
    if (cidr == null) {
      throw new CommandFailure(option + " " + text + ": want a range such as 10.96.0.0/12");
    }
    return cidr;
  }

  private static int inRange(String option, int value, int from, int to) {
    if (value < from || value > to) {
      throw new CommandFailure(option + " " + value + ": want " + from + " to " + to);
    }
    return value;
  }

  static InetSocketAddress address(String option, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    IpAddress ip = IpAddress.parse(host);
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && ip != null && port >= 0 && port <= 65_535) {
        return new InetSocketAddress(InetAddress.getByAddress(ip.toBytes()), port);
      }
    } catch (NumberFormatException | UnknownHostException e) {
      throw new CommandFailure(
          option + " " + text + ": want ADDRESS:PORT such as 127.0.0.1:10053", e);
    }
    throw new CommandFailure(option + " " + text + ": want ADDRESS:PORT such as 127.0.0.1:10053");
  }
}
