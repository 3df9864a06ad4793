package io.binnacle.doctor.check.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Policies that no API server would have stored have no say, and nothing falls over them.
class OddPoliciesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "[]",
        "{podSelector: [], policyTypes: {a: b}, ingress: {}, egress: x}",
        "{podSelector: {matchLabels: {app: {}}}, ingress: [null, 5, {ports: [null, 7, {port: 1.5}], from: [[]]}]}",
        "{podSelector: {}, ingress: [{from: [{}]}]}",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: everywhere}}]}]}",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [x]}}]}]}",
        "{podSelector: {matchExpressions: [{key: app, operator: In}]}}",
        "{podSelector: {matchExpressions: [{operator: Exists, key: '/'}]}, egress: [{to: [{namespaceSelector: {matchExpressions: [5]}}]}]}",
        "{podSelector: {}, policyTypes: [5, Everything]}",
        "{podSelector: {}, egress: [{ports: [{port: -1, endPort: -5}, {port: 99999999999, protocol: 5}], to: [{namespaceSelector: {}}]}, {}]}"
      })
  void areNoReasonToFall(String spec) {
    Cluster cluster = Town.with("odd: " + spec).run();
    for (Check check : PolicyChecks.ALL) {
      String subject = check instanceof Check.OfService ? "Service/web" : "Deployment/client";
      Finding finding = cluster.examine(check, subject);
      assertEquals(false, finding instanceof Finding.Unknown, check.id());
    }
  }
}
