package io.binnacle.bench.dns;

import io.binnacle.bench.process.ServerProcess;

/// A server that runs.
///
/// @param title as in tables
/// @param answers whether what it says is to be checked: false for the echo
/// @param port on 127.0.0.1
/// @param readyUrl where it says that it is ready; empty if it says so nowhere
record Contender(String title, boolean answers, int port, String readyUrl, ServerProcess process)
    implements AutoCloseable {
  @Override
  public String toString() {
    return title;
  }

  @Override
  public void close() {
    process.close();
  }
}
