package io.binnacle.linux.nft;

import java.util.List;

/// One step of a transaction. A list of them is applied as a whole or not at all, in order.
public sealed interface Command {
  /// The table it works on; no command touches another.
  TableId table();

  record AddTable(Table what) implements Command {
    @Override
    public TableId table() {
      return what.id();
    }
  }

  /// Removes the table with everything in it; nothing happens when there is none.
  record DestroyTable(TableId table) implements Command {}

  record AddChain(Chain chain) implements Command {
    @Override
    public TableId table() {
      return chain.table();
    }
  }

  /// Removes the chain's rules.
  record FlushChain(TableId table, String chain) implements Command {}

  /// Refused while a rule or a map still leads to it. Its rules must be flushed first.
  record DeleteChain(TableId table, String chain) implements Command {}

  record AddSet(NftSet set) implements Command {
    @Override
    public TableId table() {
      return set.table();
    }
  }

  /// Removes all its elements.
  record FlushSet(NftSet set) implements Command {
    @Override
    public TableId table() {
      return set.table();
    }
  }

  /// Refused while a rule uses it.
  record DeleteSet(NftSet set) implements Command {
    @Override
    public TableId table() {
      return set.table();
    }
  }

  /// Adding an element that is there with the same value changes nothing; with another value it is refused: delete it first,
  /// in the same transaction.
  record AddElements(NftSet set, List<Element> elements) implements Command {
    public AddElements {
      elements = List.copyOf(elements);
    }

    @Override
    public TableId table() {
      return set.table();
    }
  }

  /// Refused when one of them is not there.
  record DeleteElements(NftSet set, List<Element> elements) implements Command {
    public DeleteElements {
      elements = List.copyOf(elements);
    }

    @Override
    public TableId table() {
      return set.table();
    }
  }

  /// As [DeleteElements], but for elements that may be gone already, such as those with timeouts. Give each with its value, as
  /// it was listed: before Linux 6.3, one that has got another value meanwhile is refused with EBUSY, and the transaction with it.
  record DestroyElements(NftSet set, List<Element> elements) implements Command {
    public DestroyElements {
      elements = List.copyOf(elements);
    }

    @Override
    public TableId table() {
      return set.table();
    }
  }

  /// Appends a rule.
  record AddRule(TableId table, String chain, Rule rule) implements Command {
    public AddRule {
      Names.check("chain", chain);
    }
  }

  /// Removes one rule.
  /// @param handle the kernel's number for it, from a listing
  record DeleteRule(TableId table, String chain, long handle) implements Command {}
}
