package io.binnacle.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SysTest {
  @BeforeAll
  static void needsLinux() {
    Assumptions.assumeTrue(
        Sys.unsupported() == null, () -> "needs system calls: " + Sys.unsupported());
  }

  @Test
  void aRefusalIsAValueThatNamesCallAndReason() {
    Failed failed = assertInstanceOf(Failed.class, Sys.close(-1));
    assertEquals("close: EBADF, bad file descriptor", failed.toString());
    assertThat(assertThrows(SysException.class, () -> Sys.open("/no/such").orThrow()))
        .hasMessage("open /no/such: ENOENT, no such thing");
  }

  @Test
  void aSignalEndsAWait() throws Exception {
    int event = (int) Sys.eventfd().orThrow();
    assertEquals(new Ok(0), Sys.pollReadable(0, event));
    assertEquals(new Ok(8), Sys.signal(event));
    assertEquals(new Ok(1), Sys.pollReadable(-1, event));
    assertEquals(new Ok(0), Sys.close(event));
  }

  @Test
  void anUnknownErrnoIsItsNumber() {
    assertEquals("errno 4711", new Errno(4711).toString());
  }
}
