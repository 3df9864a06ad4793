package io.binnacle.proxy.run;

import io.binnacle.proxy.kernel.Machines;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The real kernel, in a network namespace of its own. Needs root.
class NftSinkKernelTest extends SinkContract {
  private static Machines machines;

  @BeforeAll
  static void build() {
    Machines.assumeRoot();
    machines = new Machines("node");
  }

  @AfterAll
  static void tearDown() {
    if (machines != null) {
      machines.close();
    }
  }

  @Override
  RuleSink open() throws IOException {
    return NftSink.open(machines.path("node"));
  }
}
