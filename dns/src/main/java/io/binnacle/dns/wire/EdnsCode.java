package io.binnacle.dns.wire;

/// Numbers of EDNS options we understand; others are ignored and not returned.
public final class EdnsCode {
  /// Name of the server (RFC 5001).
  public static final int NSID = 3;

  /// DNS cookies (RFC 7873).
  public static final int COOKIE = 10;

  /// How long an idle connection stays open (RFC 7828).
  public static final int KEEPALIVE = 11;

  /// Octets that mean nothing, to hide how long a message is (RFC 7830).
  public static final int PADDING = 12;

  /// Why an answer is what it is (RFC 8914).
  public static final int EXTENDED_ERROR = 15;

  private EdnsCode() {}
}
