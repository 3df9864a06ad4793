package io.binnacle.dns.name;

/// A resource record of class IN.
///
/// @param owner the name it stands at
/// @param ttl seconds it may be kept, 0..2^31-1
/// @param data what it says
public record Rr(DnsName owner, int ttl, Rdata data) {
  /// The record type.
  public int type() {
    return data.type();
  }

  /// As a line of a zone file.
  @Override
  public String toString() {
    return owner + " " + ttl + " IN " + RrType.name(type()) + " " + data;
  }
}
