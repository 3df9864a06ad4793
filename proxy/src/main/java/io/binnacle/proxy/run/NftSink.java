package io.binnacle.proxy.run;

import io.binnacle.linux.conntrack.Conntrack;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Listed;
import io.binnacle.linux.nft.Nft;
import io.binnacle.linux.nft.NftMonitor;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The kernel's nf_tables, through netlink. Calls run on one platform thread of its own, because a system call would pin the
/// carrier of a virtual thread for its whole length, a second or more for a full load.
public final class NftSink implements RuleSink {
  private final @Nullable Path namespace;
  private final Nft nft;
  private final Conntrack conntrack;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("proxy-nft").factory());
  private @Nullable NftMonitor monitor;

  private NftSink(@Nullable Path namespace, Nft nft, Conntrack conntrack) {
    this.namespace = namespace;
    this.nft = nft;
    this.conntrack = conntrack;
  }

  /// Opens the kernel's door.
  ///
  /// @param namespace the network namespace, as `/run/netns/x`; null for this process's own
  /// @throws IOException if there is no such namespace, or no right to it
  /// @throws UnsupportedOperationException where there is no nf_tables
  public static NftSink open(@Nullable Path namespace) throws IOException {
    Nft nft = Nft.open(namespace);
    try {
      return new NftSink(namespace, nft, Conntrack.open(namespace));
    } catch (IOException | RuntimeException e) {
      nft.close();
      throw e;
    }
  }

  @Override
  public void apply(List<Command> commands) throws IOException {
    switch (call(() -> nft.apply(commands))) {
      case Nft.Applied.Ok _ -> {}
      case Nft.Applied.Refused refused -> throw new RefusedException(refused.toString());
    }
  }

  @Override
  public Optional<Listed> list(TableId table) throws IOException {
    return call(() -> nft.list(table));
  }

  @Override
  public List<Element> elements(NftSet set) throws IOException {
    return call(() -> nft.elements(set)).orElse(List.of());
  }

  @Override
  public synchronized void watch(Set<TableId> tables, Consumer<String> changed) throws IOException {
    if (monitor != null) {
      throw new IllegalStateException("the tables are watched already");
    }
    monitor =
        NftMonitor.start(
            namespace, tables, Set.of(nft.port()), change -> changed.accept(words(change)));
  }

  private static String words(NftMonitor.Change change) {
    return switch (change) {
      case NftMonitor.Change.Altered(TableId table, String by) -> by + " changed table " + table;
      case NftMonitor.Change.Removed(TableId table, String by) -> by + " removed table " + table;
      case NftMonitor.Change.Unknown(String why) -> "the tables may have been changed: " + why;
    };
  }

  @Override
  public FlowTable flows() {
    return unwanted -> call(() -> conntrack.deleteWhere(Conntrack.UDP, unwanted));
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(Call<T> call) throws IOException {
    Future<T> running;
    try {
      running = thread.submit(call::run);
    } catch (RejectedExecutionException e) {
      throw new IOException("the door to nf_tables is closed", e);
    }
    try {
      return running.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException bug -> throw bug;
        case Error bug -> throw bug;
        case null, default -> throw new IOException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the kernel was at work", e);
    }
  }

  @Override
  public synchronized void close() {
    if (monitor != null) {
      monitor.close();
    }
    thread.close();
    conntrack.close();
    nft.close();
  }
}
