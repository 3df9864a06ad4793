package io.binnacle.store.sqlite;

import io.binnacle.store.Draft;
import io.binnacle.store.IndexedStore;
import io.binnacle.store.Retention;
import io.binnacle.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A store that lives in a folder: a write that has returned is on the disk (flushed, not merely handed to the kernel),
/// so it outlives the process and a power cut. Reads come from memory.
///
/// One thread writes. Whatever callers bring while it is busy becomes its next batch: decided one after another, written in
/// one transaction, made visible, answered. Another thread hands batches to the watches.
///
/// The past before the last start is not kept: a watch or a page from before it gets a `CompactedException`.
public final class SqliteStore extends IndexedStore {
  private static final Logger LOG = System.getLogger(SqliteStore.class.getName());

  /// Writes in one transaction at most: bounds how long the first of them waits, and a checkpoint.
  private static final int BATCH = 512;

  /// Follows the last write: the writer's work is done.
  private static final Write END =
      new Write(_ -> {
        throw new IllegalStateException("not a write");
      });

  private final FolderLock lock;
  private final Database database;
  private final BlockingQueue<Write> waiting = new LinkedBlockingQueue<>();
  private final Semaphore published = new Semaphore(0);
  private final Thread writer;
  private final Thread teller;
  private final Object gate = new Object();
  private @Nullable String refusal; // why writes are refused; under gate
  private volatile boolean told;
  private boolean tidy = true;

  private SqliteStore(
      FolderLock lock,
      Database database,
      Database.Loaded loaded,
      Retention retention,
      InstantSource clock) {
    super(loaded.entries(), loaded.revision(), retention, clock);
    this.lock = lock;
    this.database = database;
    this.writer = Thread.ofPlatform().name("binnacle-store-writer").daemon().unstarted(this::work);
    this.teller = Thread.ofPlatform().name("binnacle-store-watch").daemon().unstarted(this::tell);
  }

  /// Opens the store in `folder` with the default retention.
  ///
  /// @see #open(Path, Retention, InstantSource)
  public static SqliteStore open(Path folder) {
    return open(folder, Retention.DEFAULT, InstantSource.system());
  }

  /// Opens the store in `folder`, which is created if it is not there. Reads all of it, which takes some 40 µs of
  /// processor time an object.
  ///
  /// @param clock for the age of events
  /// @throws StoreException if another process owns the folder, the file in it is foreign, damaged or of a newer format,
  ///     or the disk refuses; what is there is left as it is
  public static SqliteStore open(Path folder, Retention retention, InstantSource clock) {
    try {
      Path real = Files.createDirectories(folder).toRealPath();
      FolderLock lock = FolderLock.of(real);
      try {
        NativeLibrary.load(real);
        Database database = Database.open(real);
        try {
          SqliteStore store = new SqliteStore(lock, database, database.load(), retention, clock);
          store.writer.start();
          store.teller.start();
          return store;
        } catch (RuntimeException e) {
          Session.closeAfter(e, database);
          throw e;
        }
      } catch (IOException | RuntimeException e) {
        Session.closeAfter(e, lock);
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(
          "cannot use the data folder " + folder + ": " + e + "; check its owner, or use another",
          e);
    }
  }

  /// Loads SQLite's native library, so that a later [#open] finds it loaded: for a thread beside the start-up.
  ///
  /// @param folder the data folder, which keeps the unpacked library; created if it is not there
  /// @throws StoreException if there is no library for this machine
  public static void preload(Path folder) {
    try {
      NativeLibrary.load(Files.createDirectories(folder).toRealPath());
    } catch (IOException e) {
      throw new StoreException("cannot use the data folder " + folder + ": " + e, e);
    }
  }

  @Override
  public Outcome put(String key, long expected, Stamp stamp) {
    return write(draft -> draft.put(key, expected, stamp));
  }

  @Override
  public Outcome delete(String key, long expected, Stamp stamp) {
    return write(draft -> draft.delete(key, expected, stamp));
  }

  private Outcome write(Function<Draft, Outcome> decision) {
    if (Thread.currentThread() == writer || Thread.currentThread() == teller) {
      throw new IllegalStateException("a watch sink or a stamp must not write to the store");
    }
    Write write = new Write(decision);
    synchronized (gate) {
      if (refusal != null) {
        throw new StoreException(refusal, null);
      }
      waiting.add(write);
    }
    return write.await();
  }

  /// For tests: from the next write on the file must not grow beyond so many pages; 0 for no limit.
  void limit(long pages) {
    database.limit(pages);
  }

  // ---- the writer

  private void work() {
    String end = "the store is closed";
    List<Write> batch = new ArrayList<>(BATCH);
    try {
      boolean more = true;
      while (more) {
        batch.clear();
        batch.add(next());
        waiting.drainTo(batch, BATCH - 1);
        more = batch.getLast() != END;
        if (!more) {
          batch.removeLast();
        }
        write(batch);
      }
    } catch (Throwable bug) {
      // Memory and file may disagree now. Going on could acknowledge what is lost.
      end = "the store has failed and must be opened again: " + bug;
      LOG.log(Level.ERROR, end, bug);
      waiting.addAll(batch); // told with the rest; those that have their answer keep it
    } finally {
      finish(end);
    }
  }

  private void write(List<Write> batch) {
    Draft draft = draft();
    for (Write write : batch) {
      write.decide(draft);
    }
    try {
      if (!draft.events().isEmpty()) {
        database.commit(draft.events(), draft.before(), draft.revision());
      }
    } catch (RuntimeException e) {
      for (Write write : batch) {
        write.fail(e);
      }
      return;
    }
    publish(draft);
    deliverSoon();
    for (Write write : batch) {
      write.answer();
    }
    tidy(() -> {
      database.checkpointIfDue();
      return false;
    });
  }

  /// The next write; while there is none, the file is made smaller step by step if that is worthwhile.
  private Write next() {
    boolean more = true;
    while (more && waiting.isEmpty()) {
      more = tidy(database::shrink);
    }
    while (true) {
      try {
        return waiting.take();
      } catch (InterruptedException nobodyHasAReason) {
        LOG.log(Level.WARNING, "the store's writer was interrupted and goes on");
      }
    }
  }

  private interface Step {
    boolean run() throws SQLException;
  }

  /// Housekeeping that can wait: if it fails, said once, it is tried again later, and writes go on.
  private boolean tidy(Step step) {
    try {
      boolean more = step.run();
      tidy = true;
      return more;
    } catch (SQLException e) {
      if (tidy) {
        LOG.log(Level.WARNING, "the database cannot be tidied up for now: " + e.getMessage(), e);
      }
      tidy = false;
      return false;
    }
  }

  private void finish(String end) {
    List<Write> rest = new ArrayList<>();
    synchronized (gate) {
      refusal = end;
      waiting.drainTo(rest);
    }
    for (Write write : rest) {
      write.fail(new StoreException(end, null));
    }
    told = true;
    published.release();
    try (lock;
        database) {
      LOG.log(Level.DEBUG, end);
    } catch (IOException | SQLException e) {
      LOG.log(
          Level.WARNING, "the store did not close cleanly; what was acknowledged is safe: " + e, e);
    }
  }

  // ---- the watches

  private void tell() {
    boolean last = false;
    while (!last) {
      published.acquireUninterruptibly();
      published.drainPermits();
      last = told;
      deliver();
    }
    endWatches();
  }

  @Override
  protected void deliverSoon() {
    published.release();
  }

  /// Finishes the writes under way, tells the watches and ends them, leaves the folder. Reads still answer.
  @Override
  public void close() {
    synchronized (gate) {
      if (refusal == null) {
        refusal = "the store is closed";
        waiting.add(END);
      }
    }
    join(writer);
    join(teller);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread != Thread.currentThread() && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
