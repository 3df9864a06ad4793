package io.binnacle.proxy.run;

import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Listed;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.TableId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Where rules go: the kernel of this machine, or one made of memory. Safe for use by many threads; calls may block.
public interface RuleSink extends AutoCloseable {

  /// The kernel said no, and why; nothing of the transaction has happened.
  final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
      super(message);
    }
  }

  /// Does all of `commands` in one transaction, or nothing. They may be about several tables.
  ///
  /// @throws RefusedException if the kernel refuses one of them
  /// @throws IOException if it is not known what became of them
  void apply(List<Command> commands) throws IOException;

  /// What is in a table; empty if there is none.
  Optional<Listed> list(TableId table) throws IOException;

  /// The elements of a set that are there now; none if there is no such set.
  List<Element> elements(NftSet set) throws IOException;

  /// Calls `changed`, on a thread of the sink's, whenever somebody else changed one of `tables`, with a phrase that says who
  /// did what. Called once, before the first [#apply].
  void watch(Set<TableId> tables, Consumer<String> changed) throws IOException;

  /// The connections the kernel tracks.
  FlowTable flows();

  /// Releases what the sink holds. The rules stay.
  @Override
  void close();
}
