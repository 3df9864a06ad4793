package io.binnacle.server.allocate;

import java.util.ArrayList;
import java.util.List;

/// What one write has taken and what it means to free: either everything counts ([#commit]) or nothing ([#close] without
/// commit). What was taken is taken at once, so no other write can have it meanwhile; what is to be freed stays taken
/// until the commit, so nobody can have it before the write is durable. For one thread.
public final class Reservation implements AutoCloseable {
  private final List<Runnable> undo = new ArrayList<>();
  private final List<Runnable> release = new ArrayList<>();
  private boolean settled;

  /// Notes how to give back something just taken.
  public void taken(Runnable giveBack) {
    undo.add(giveBack);
  }

  /// Notes what to free when the write has succeeded.
  public void releaseOnCommit(Runnable free) {
    release.add(free);
  }

  /// The write has succeeded: frees what it no longer needs and keeps what it took.
  public void commit() {
    if (!settled) {
      settled = true;
      release.forEach(Runnable::run);
    }
  }

  /// Gives back what was taken, unless committed.
  @Override
  public void close() {
    if (!settled) {
      settled = true;
      undo.forEach(Runnable::run);
    }
  }
}
