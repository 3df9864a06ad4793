package io.binnacle.linux.link;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A route of the main table.
/// @param destination null for the default route
/// @param prefix bits of it that count; 0 for the default route
/// @param gateway null when the destination is reached directly
/// @param link the index of the interface packets leave by; 0 when the kernel shall find it from the gateway
/// @param metric lower is preferred
public record Route(
    @Nullable InetAddress destination,
    int prefix,
    @Nullable InetAddress gateway,
    int link,
    int metric) {
  public boolean isDefault() {
    return prefix == 0;
  }
}
