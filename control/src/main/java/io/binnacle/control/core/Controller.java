package io.binnacle.control.core;

/// A running controller. Its constructor tells the shared cache what it follows and listens to; [#start] is called
/// once the cache is synced.
public interface Controller extends AutoCloseable {
  /// Begins to act. The snapshot is complete from now on.
  void start();

  /// Stops giving turns; those that have begun go on. Safe to repeat.
  @Override
  void close();
}
