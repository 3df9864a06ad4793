package io.binnacle.linux.link;

import java.net.InetAddress;

/// An address on an interface.
/// @param link the interface's index
/// @param prefix how many bits name the network
/// @param scope how far it means something
public record Address(int link, InetAddress address, int prefix, Scope scope) {
  public enum Scope {
    UNIVERSE,
    /// IPv6 site-local and what else there is in between.
    OTHER,
    LINK,
    HOST
  }
}
