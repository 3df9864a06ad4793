package io.binnacle.proxy.userspace;

/// A socket that answers at one address and port.
interface Forwarder extends AutoCloseable {
  /// The endpoints the balancer uses have changed: what still goes to others and has no end of its own is cut.
  void endpointsChanged();

  /// Stops answering; connections under way go on until one of their ends ends them.
  @Override
  void close();

  /// Whether it neither answers nor carries anything any more.
  boolean isOver();

  /// Cuts what is under way, after [#close].
  void cut();
}
