package io.binnacle.node.runtime.fake;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeContract;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/// The fake keeps the contract, here by a real clock.
class FakeRuntimeTest extends ContainerRuntimeContract {
  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final FakeRuntime runtime =
      new FakeRuntime(scheduler, FakeRuntimeTest::pause).addImage(IMAGE);

  @Override
  protected ContainerRuntime runtime() {
    return runtime;
  }

  @AfterEach
  void stopTime() {
    scheduler.close();
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
