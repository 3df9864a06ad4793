package io.binnacle.dns.limit;

/// One limit for the cluster's own clients and another for strangers.
///
/// @param known the cluster's own addresses
/// @param forKnown [SourceLimits#NONE] unless one Pod is to be kept from crowding out others
/// @param forStrangers what everybody else gets
public record LimitsByNetwork(Networks known, SourceLimits forKnown, SourceLimits forStrangers)
    implements SourceLimits {
  @Override
  public boolean admit(long high, long low, long nanos) {
    return (known.contains(high, low) ? forKnown : forStrangers).admit(high, low, nanos);
  }
}
