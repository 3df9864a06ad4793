package io.binnacle.app.cli;

import io.binnacle.dns.name.RrType;
import io.binnacle.doctor.explain.ExplainJson;
import io.binnacle.doctor.explain.ExplainText;
import io.binnacle.doctor.explain.NameExplainer;
import io.binnacle.doctor.explain.NameExplanation;
import io.binnacle.doctor.explain.Place;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `binnacle explain dns NAME`: what a Pod gets for a name. Exit status 0 if it has such records, 1 if not, 2 if nobody can say.
@Command(
    name = "dns",
    description = "Follows a name through a Pod's resolver and the cluster's zone.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ExplainDnsCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The name; with a final dot it is taken as it is. An address with -t PTR.")
  private String name = "";

  @Option(
      names = "--from",
      paramLabel = "pod/NAME",
      description =
          "Whose resolver asks (default: that of a Pod of the namespace that says nothing about DNS).")
  private @Nullable String from;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      description = "A, AAAA, SRV, PTR, CNAME, TXT, … (default: A).")
  private String type = "A";

  @Mixin private ExplainOptions options = new ExplainOptions();

  @Override
  public Integer call() {
    return Looks.guarded(this::explain);
  }

  private int explain() throws IOException {
    Integer number = RrType.parse(type);
    if (number == null) {
      throw new CommandFailure(
          "-t " + type + ": want a record type such as A, AAAA, SRV, PTR, CNAME or TXT");
    }
    ExplainOptions.Cluster cluster = options.read();
    NameExplainer explainer = new NameExplainer(cluster.seen());
    NameExplanation explained;
    if (from == null) {
      explained = explainer.explain(name, number, cluster.namespace());
    } else if (Place.source(from, cluster.namespace()) instanceof Place.OfPod(var pod)) {
      explained = explainer.explain(name, number, pod);
    } else {
      throw new CommandFailure("--from " + from + ": want pod/NAME[.NAMESPACE]");
    }
    options.print(() -> ExplainText.of(explained), () -> ExplainJson.of(explained));
    return explained.outcome().exitStatus();
  }
}
