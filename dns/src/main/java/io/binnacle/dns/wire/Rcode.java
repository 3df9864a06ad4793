package io.binnacle.dns.wire;

/// Response codes (RFC 1035 §4.1.1, RFC 6891 §9).
public final class Rcode {
  public static final int NOERROR = 0;
  public static final int FORMERR = 1;
  public static final int SERVFAIL = 2;
  public static final int NXDOMAIN = 3;
  public static final int NOTIMP = 4;
  public static final int REFUSED = 5;
  public static final int NOTAUTH = 9;
  public static final int BADVERS = 16;

  private Rcode() {}

  /// The code in the header of a message that has one: the lower four bits.
  public static int of(byte[] message) {
    return message[3] & 0xf;
  }

  /// The name of a code, or `RCODE23`.
  public static String name(int rcode) {
    return switch (rcode) {
      case NOERROR -> "NOERROR";
      case FORMERR -> "FORMERR";
      case SERVFAIL -> "SERVFAIL";
      case NXDOMAIN -> "NXDOMAIN";
      case NOTIMP -> "NOTIMP";
      case REFUSED -> "REFUSED";
      case NOTAUTH -> "NOTAUTH";
      case BADVERS -> "BADVERS";
      default -> "RCODE" + rcode;
    };
  }
}
