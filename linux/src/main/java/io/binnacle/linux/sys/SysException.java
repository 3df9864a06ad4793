package io.binnacle.linux.sys;

import java.io.IOException;

/// A system call failed where it should not have.
public final class SysException extends IOException {
  private final transient SysResult.Failed failure;

  public SysException(SysResult.Failed failure) {
    super(failure.toString());
    this.failure = failure;
  }

  public Errno errno() {
    return failure.errno();
  }
}
