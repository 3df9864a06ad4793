package io.binnacle.doctor.check;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.Set;

/// Looks for one fault. Holds no state; asks the evidence and nothing else. Never throws, whatever objects look like, but lets
/// [io.binnacle.doctor.evidence.NotSeenException] pass, which becomes [Finding.Unknown].
public sealed interface Check {
  /// Kebab-case, stable; its page in the manual has the same name. Two checks have the same id where they look for one fault in
  /// subjects of different kinds, and only there.
  String id();

  /// Where on the way from name to answer it looks.
  Step step();

  /// The checks whose faults explain this one: it is silent while one of them is broken for the same subject or for the cluster, so
  /// that one cause gives one finding.
  default Set<String> after() {
    return Set.of();
  }

  /// Whether its fault explains whatever else is wrong with the same subject: it is on its way out.
  default boolean explainsAll() {
    return false;
  }

  /// A check of one Service.
  non-sealed interface OfService extends Check {
    /// @param service exists in the evidence
    Finding examine(ServiceView service, Evidence seen);
  }

  /// A check of one workload: what makes Pods, or a Pod that nobody made.
  non-sealed interface OfWorkload extends Check {
    /// @param workload exists in the evidence
    Finding examine(Workload workload, Evidence seen);
  }

  /// A check of the cluster, which concerns every Service.
  non-sealed interface OfCluster extends Check {
    Finding examine(Evidence seen);
  }
}
