package io.binnacle.doctor.check.pods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.select.SelectionChecks;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Findings;
import java.util.List;
import java.util.stream.Stream;

/// What the checks of selectors and Pods together say of the Service `web` of one cluster.
///
/// @param findings as [Findings#text] has them
/// @param says the sentence of the first; empty if it does not matter
record PodCase(String behaviour, Cluster cluster, String findings, String says) {
  private static final List<Check> CHECKS =
      Stream.of(SelectionChecks.ALL, PodChecks.ALL).flatMap(List::stream).toList();

  /// Nothing is said.
  PodCase(String behaviour, Cluster cluster) {
    this(behaviour, cluster, "", "");
  }

  void verify() {
    var diagnosis = cluster.diagnose(CHECKS, "Service/web");
    assertEquals(findings, Findings.text(diagnosis));
    if (!says.isEmpty()) {
      assertEquals(says, diagnosis.broken().getFirst().says());
    }
    assertTrue(diagnosis.broken().stream().noneMatch(b -> b.because().isEmpty()));
  }

  @Override
  public String toString() {
    return behaviour;
  }
}
