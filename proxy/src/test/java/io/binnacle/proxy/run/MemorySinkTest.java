package io.binnacle.proxy.run;

import io.binnacle.proxy.run.fake.MemorySink;

class MemorySinkTest extends SinkContract {
  @Override
  RuleSink open() {
    return new MemorySink();
  }
}
