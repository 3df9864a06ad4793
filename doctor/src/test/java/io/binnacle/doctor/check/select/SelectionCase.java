package io.binnacle.doctor.check.select;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Findings;

/// What the checks of selectors say of one Service of a cluster.
///
/// @param findings as [Findings#text] has them: `id severity object field`, with the change that mends it
record SelectionCase(String behaviour, Cluster cluster, String subject, String findings) {
  void verify() {
    assertEquals(findings, Findings.text(cluster.diagnose(SelectionChecks.ALL, subject)));
  }

  @Override
  public String toString() {
    return behaviour;
  }
}
