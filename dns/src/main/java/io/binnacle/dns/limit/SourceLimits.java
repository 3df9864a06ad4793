package io.binnacle.dns.limit;

import io.binnacle.model.meta.IpAddress;
import java.net.InetAddress;

/// How many UDP queries one source may send in a second. Many threads; neither locks nor allocates.
@FunctionalInterface
public interface SourceLimits {
  /// Everybody may send as much as they like.
  SourceLimits NONE = (_, _, _) -> true;

  /// Counts one query.
  ///
  /// @param high the first 8 octets of the source address; 0 for IPv4
  /// @param low the last 8 octets, or the 4 of IPv4
  /// @param nanos time now, by any clock that only goes forward; one reading serves a batch
  /// @return whether it is to be answered
  boolean admit(long high, long low, long nanos);

  /// The same for callers that have an object; allocates a little.
  default boolean admit(InetAddress source, long nanos) {
    IpAddress address = IpAddress.ofBytes(source.getAddress());
    return admit(address.high(), address.low(), nanos);
  }
}
