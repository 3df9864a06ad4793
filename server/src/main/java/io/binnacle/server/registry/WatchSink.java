package io.binnacle.server.registry;

/// Where the events of one watch go.
public interface WatchSink {
  /// Takes one event. Called for one event at a time, in revision order, on a thread of the store's or of whoever
  /// opened or resumed the watch: hand it on and return.
  ///
  /// @return whether there is room for more. After false nothing comes until [Registry.Watch#resume]; the watch then
  ///     goes on where it stopped, from the store's window of events, so a slow reader costs no memory
  boolean accept(Change change);
}
