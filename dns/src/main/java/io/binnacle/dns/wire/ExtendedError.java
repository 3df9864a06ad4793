package io.binnacle.dns.wire;

/// INFO-CODEs of extended errors (RFC 8914 §4).
public final class ExtendedError {
  public static final int OTHER = 0;
  public static final int STALE_ANSWER = 3;
  public static final int NOT_READY = 14;
  public static final int PROHIBITED = 18;
  public static final int NOT_AUTHORITATIVE = 20;
  public static final int NO_REACHABLE_AUTHORITY = 22;

  private ExtendedError() {}
}
