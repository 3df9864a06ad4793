package io.binnacle.linux.nft;

/// What becomes of a packet: as the last statement of a rule, or as the value of a verdict map.
public sealed interface Verdict extends Statement, Element.Value {
  /// Done with this base chain; later chains and hooks still see it.
  record Accept() implements Verdict {}

  record Drop() implements Verdict {}

  /// Back to the caller; at the end of a base chain, its policy.
  record Return() implements Verdict {}

  /// On with the next rule.
  record Continue() implements Verdict {}

  /// Into `chain`, and back here after its end.
  record Jump(String chain) implements Verdict {
    public Jump {
      Names.check("chain", chain);
    }
  }

  /// Into `chain`, and from its end to whoever called *this* chain.
  record Goto(String chain) implements Verdict {
    public Goto {
      Names.check("chain", chain);
    }
  }
}
