package io.binnacle.linux.nft;

/// The type of one part of a key or of a map's data: name and number as nft(8) knows them, and length in octets.
public enum FieldType {
  IPV4_ADDR(7, "ipv4_addr", 4, "ip daddr"),
  IPV6_ADDR(8, "ipv6_addr", 16, "ip6 daddr"),
  INET_PROTO(12, "inet_proto", 1, "meta l4proto"),
  INET_SERVICE(13, "inet_service", 2, "th dport"),
  MARK(19, "mark", 4, "meta mark"),
  IFNAME(41, "ifname", 16, "meta iifname"),
  /// What `numgen` gives. nft(8) has no name for it in a set's type; such a set is written with `typeof`.
  INTEGER(4, "integer", 4, "numgen random mod 65536");

  final int number;
  final String text;
  final int length;

  /// An expression of this type, for `typeof`.
  final String example;

  FieldType(int number, String text, int length, String example) {
    this.number = number;
    this.text = text;
    this.length = length;
    this.example = example;
  }

  /// Octets this part takes inside a concatenation: padded to whole 32-bit registers.
  int padded() {
    return length + 3 & ~3;
  }

  /// Whether nft(8) reads it in the machine's byte order (everything else is in network order).
  boolean hostOrder() {
    return this == MARK || this == INTEGER || this == IFNAME;
  }
}
