package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Somebody else's chain translates addresses before ours sees the packet.
final class RulesShadowed implements Check.OfCluster {
  /* Where our chains and everybody's usual ones stand: dstnat. What stands there too is met after ours or leaves Services alone. */
  private static final int OURS = -100;

  private static final Pattern CHAIN =
      Pattern.compile("\\(\\s*nat\\s*,\\s*(prerouting|output)\\s*,\\s*(-?\\d{1,9})\\s*\\)");

  @Override
  public String id() {
    return "rules-shadowed";
  }

  @Override
  public Step step() {
    return Step.CLUSTER;
  }

  @Override
  public Finding examine(Evidence seen) {
    for (Rules rules : seen.rules()) {
      List<String> before =
          RulesLook.hasTable(rules)
              ? rules.foreign().stream().filter(RulesShadowed::isBefore).toList()
              : List.of();
      if (!before.isEmpty()) {
        ObjectRef node = RulesLook.node(rules);
        return new Finding.Broken(
            Severity.WARNING,
            node,
            "",
            "On node %s %s translates addresses before the Service proxy's chains do (priority %d): what it takes never reaches a Service."
                .formatted(node.name(), Words.list(before), OURS),
            before.stream().limit(3).map(line -> new Proof(node, "", line)).toList(),
            Remedy.byHand("Take that chain away, or let it leave the Service range alone."));
      }
    }
    return Finding.FINE;
  }

  private static boolean isBefore(String line) {
    Matcher chain = CHAIN.matcher(line);
    return chain.find() && Integer.parseInt(chain.group(2)) < OURS;
  }
}
