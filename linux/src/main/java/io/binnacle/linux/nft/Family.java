package io.binnacle.linux.nft;

/// The address family of a table, with the number the kernel knows it by (`NFPROTO_*`).
public enum Family {
  IP(2, "ip"),
  IP6(10, "ip6"),
  /// Both at once. A rule that reads an `ip` or `ip6` header has to test `meta nfproto` first; nothing is added silently.
  INET(1, "inet");

  private final int number;
  private final String text;

  Family(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// `NFPROTO_*`.
  public int number() {
    return number;
  }

  @Override
  public String toString() {
    return text;
  }
}
