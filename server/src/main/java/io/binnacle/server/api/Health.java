package io.binnacle.server.api;

import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Responder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `/livez`, `/readyz`, `/healthz` and the single checks below them.
///
/// @see <a href="https://kubernetes.io/docs/reference/using-api/health-checks/">Health checks</a>
final class Health {
  private static final System.Logger LOG = System.getLogger(Health.class.getName());
  private static final HealthCheck PING = new HealthCheck("ping", () -> null);

  private final List<HealthCheck> live;
  private final List<HealthCheck> ready;

  /// @param ready what must be well for traffic to make sense; liveness is the process answering at all
  Health(List<HealthCheck> ready) {
    this.live = List.of(PING);
    List<HealthCheck> all = new ArrayList<>(live);
    all.addAll(ready);
    this.ready = List.copyOf(all);
  }

  /// Answers if `path` is a health path.
  ///
  /// @return whether it was
  boolean handle(String path, ApiRequest request, Responder out) {
    int slash = path.indexOf('/', 1);
    String root = slash < 0 ? path.substring(1) : path.substring(1, slash);
    String single = slash < 0 ? "" : path.substring(slash + 1);
    List<HealthCheck> checks =
        switch (root) {
          case "livez" -> live;
          case "readyz", "healthz" -> ready;
          default -> List.of();
        };
    if (checks.isEmpty()) {
      return false;
    }
    if (single.isEmpty()) {
      all(root, checks, request, out);
      return true;
    }
    for (HealthCheck check : checks) {
      if (check.name().equals(single)) {
        String fault = check.fault().get();
        Answers.text(
            out,
            fault == null ? 200 : 500,
            fault == null ? "ok" : "internal server error: " + fault + "\n");
        return true;
      }
    }
    return false;
  }

  private static void all(
      String root, List<HealthCheck> checks, ApiRequest request, Responder out) {
    Set<String> excluded = new TreeSet<>(request.query().getOrDefault("exclude", List.of()));
    Set<String> unknown = new TreeSet<>(excluded);
    StringBuilder lines = new StringBuilder();
    boolean well = true;
    for (HealthCheck check : checks) {
      String name = check.name();
      if (excluded.contains(name)) {
        unknown.remove(name);
        lines.append("[+]").append(name).append(" excluded: ok\n");
        continue;
      }
      String fault = check.fault().get();
      if (fault == null) {
        lines.append("[+]").append(name).append(" ok\n");
      } else {
        // Anybody may ask; what exactly is wrong is for those who may read the log.
        lines.append("[-]").append(name).append(" failed: reason withheld\n");
        LOG.log(System.Logger.Level.WARNING, "{0}: check {1} failed: {2}", root, name, fault);
        well = false;
      }
    }
    if (!unknown.isEmpty()) {
      lines.append("warn: some health checks cannot be excluded: no matches for ");
      lines.append('"').append(String.join("\", \"", unknown)).append("\"\n");
    }
    if (!well) {
      Answers.text(out, 500, lines + root + " check failed\n");
    } else if (request.hasQuery("verbose")) {
      Answers.text(out, 200, lines + root + " check passed\n");
    } else {
      Answers.text(out, 200, "ok");
    }
  }
}
