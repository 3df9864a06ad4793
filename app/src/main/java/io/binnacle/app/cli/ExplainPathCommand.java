package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.explain.ExplainJson;
import io.binnacle.doctor.explain.ExplainText;
import io.binnacle.doctor.explain.Line;
import io.binnacle.doctor.explain.Mark;
import io.binnacle.doctor.explain.PathExplainer;
import io.binnacle.doctor.explain.PathExplanation;
import io.binnacle.doctor.explain.Place;
import io.binnacle.model.view.ServiceView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `binnacle explain path pod/a svc/b`: what becomes of a connection. Exit status 0 if it reaches, 1 if not, 2 if nobody can say.
@Command(
    name = "path",
    description = "Follows the first packet of a connection.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ExplainPathCommand implements Callable<Integer> {
  private static final String NOT_CARRIED = "named, but not carried";

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "pod/NAME[.NAMESPACE], node/NAME, outside, or an address.")
  private String from = "";

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "svc/NAME[.NAMESPACE][:PORT[/udp]], or ADDRESS:PORT[/udp].")
  private String to = "";

  @Mixin private LiveOptions live = new LiveOptions();

  @Mixin private ExplainOptions options = new ExplainOptions();

  @Override
  public Integer call() {
    return Looks.guarded(this::explain);
  }

  private int explain() throws IOException {
    ExplainOptions.Cluster cluster = options.read();
    Place source = Place.source(from, cluster.namespace());
    Place destination = Place.destination(to, cluster.namespace());
    Evidence seen =
        live.add(
            cluster.seen(),
            meant(cluster.seen(), destination),
            options.cluster().dataDir(),
            options.cluster().isInstance());
    PathExplanation path = carried(new PathExplainer(seen).explain(source, destination));
    options.print(() -> ExplainText.of(path), () -> ExplainJson.of(path));
    return path.outcome().exitStatus();
  }

  /// The Service whose addresses may be dialled.
  private static List<ServiceView> meant(Evidence seen, Place destination) {
    ServiceView service =
        destination instanceof Place.OfService(var key, _, _) ? seen.service(key) : null;
    return service == null ? List.of() : List.of(service);
  }

  /// An instance without root names Services and carries nothing to them: then this is what would be.
  private PathExplanation carried(PathExplanation path) throws IOException {
    StatusFile status = options.cluster().isInstance() ? options.cluster().status() : null;
    if (status == null || !status.services().startsWith(NOT_CARRIED)) {
      return path;
    }
    List<Line> lines = new ArrayList<>(path.lines());
    lines.add(
        new Line(
            Mark.NOTE,
            "Traffic",
            "this is what would be: here, Services are " + status.services(),
            List.of()));
    return new PathExplanation(
        path.from(), path.to(), lines, path.legs(), path.outcome(), path.says(), path.next());
  }
}
