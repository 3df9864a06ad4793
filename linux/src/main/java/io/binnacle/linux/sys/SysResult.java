package io.binnacle.linux.sys;

/// What a system call came to.
public sealed interface SysResult {
  /// @param value what the call returned: a descriptor, a count, or 0
  record Ok(long value) implements SysResult {}

  /// @param call its name and what it was about, for messages: `mount tmpfs on /run/x`
  record Failed(String call, Errno errno) implements SysResult {
    @Override
    public String toString() {
      return call + ": " + errno;
    }

    /// As an exception, where there is nothing else to do about it.
    public SysException asException() {
      return new SysException(this);
    }
  }

  /// The value, or the failure thrown.
  default long orThrow() throws SysException {
    return switch (this) {
      case Ok(long value) -> value;
      case Failed failed -> throw failed.asException();
    };
  }

  default boolean failedWith(Errno errno) {
    return this instanceof Failed(_, var with) && with.equals(errno);
  }
}
