package io.binnacle.linux.nft;

/// A part of the packet, of its metadata or of its connection, with its text in nft(8).
public enum PacketField implements Field {
  IP_SADDR("ip saddr", FieldType.IPV4_ADDR, Source.NETWORK, 12),
  IP_DADDR("ip daddr", FieldType.IPV4_ADDR, Source.NETWORK, 16),
  IP_PROTOCOL("ip protocol", FieldType.INET_PROTO, Source.NETWORK, 9),
  IP6_SADDR("ip6 saddr", FieldType.IPV6_ADDR, Source.NETWORK, 8),
  IP6_DADDR("ip6 daddr", FieldType.IPV6_ADDR, Source.NETWORK, 24),
  /// The ports of TCP, UDP and SCTP alike. Test `meta l4proto` first: nothing else makes sure there is such a header.
  TH_SPORT("th sport", FieldType.INET_SERVICE, Source.TRANSPORT, 0),
  TH_DPORT("th dport", FieldType.INET_SERVICE, Source.TRANSPORT, 2),

  META_L4PROTO("meta l4proto", FieldType.INET_PROTO, Source.META, 16),
  META_NFPROTO("meta nfproto", FieldType.INET_PROTO, Source.META, 15),
  META_MARK("meta mark", FieldType.MARK, Source.META, 3),
  META_IIFNAME("iifname", FieldType.IFNAME, Source.META, 6),
  META_OIFNAME("oifname", FieldType.IFNAME, Source.META, 7),

  /// As the first packet of the connection had it, before any translation.
  CT_ORIGINAL_IP_SADDR("ct original ip saddr", FieldType.IPV4_ADDR, Source.CT_ORIGINAL, 19),
  CT_ORIGINAL_IP_DADDR("ct original ip daddr", FieldType.IPV4_ADDR, Source.CT_ORIGINAL, 20),
  CT_ORIGINAL_IP6_SADDR("ct original ip6 saddr", FieldType.IPV6_ADDR, Source.CT_ORIGINAL, 21),
  CT_ORIGINAL_IP6_DADDR("ct original ip6 daddr", FieldType.IPV6_ADDR, Source.CT_ORIGINAL, 22),
  /// The ports the connection began with. In a concatenation nft(8) 1.0.6 reads these two only after a test that
  /// `meta l4proto` equals one protocol (the kernel does not mind): write one rule for each protocol.
  CT_ORIGINAL_PROTO_SRC("ct original proto-src", FieldType.INET_SERVICE, Source.CT_ORIGINAL, 11),
  CT_ORIGINAL_PROTO_DST("ct original proto-dst", FieldType.INET_SERVICE, Source.CT_ORIGINAL, 12);

  /// Which kernel expression reads it.
  enum Source {
    NETWORK,
    TRANSPORT,
    META,
    CT_ORIGINAL
  }

  final String text;
  private final FieldType type;
  final Source source;

  /// Offset in the header, or the kernel's key (`NFT_META_*`, `NFT_CT_*`).
  final int where;

  PacketField(String text, FieldType type, Source source, int where) {
    this.text = text;
    this.type = type;
    this.source = source;
    this.where = where;
  }

  @Override
  public FieldType type() {
    return type;
  }

  @Override
  public String toString() {
    return text;
  }
}
