package io.binnacle.proxy.trace;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All ways one packet can take; their probabilities add up to 1.
public record Trace(List<Way> ways) {
  public Trace {
    ways = List.copyOf(ways);
  }

  /// Each outcome with its probability, sorted by outcome.
  public Map<String, Double> outcomes() {
    Map<String, Double> out = new TreeMap<>();
    ways.forEach(way -> out.merge(way.outcome(), way.probability(), Double::sum));
    return out;
  }

  /// One line: `50% → 10.244.0.2:8080, 50% → 10.244.0.3:8080`; a sure outcome goes without its figure.
  public String describe() {
    Map<String, Double> all = outcomes();
    if (all.size() == 1) {
      return all.keySet().iterator().next();
    }
    StringBuilder out = new StringBuilder();
    all.forEach((outcome, probability) ->
        out.append(out.isEmpty() ? "" : ", ")
            .append(percent(probability))
            .append(' ')
            .append(outcome));
    return out.toString();
  }

  private static String percent(double probability) {
    BigDecimal rounded = BigDecimal.valueOf(probability * 100).setScale(2, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString() + "%";
  }
}
