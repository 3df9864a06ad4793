package io.binnacle.dns.http;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where the DNS talks about itself; null means nowhere, port 0 any that is free. Equal addresses share a server.
///
/// @param health `/health`, CoreDNS's `:8080`
/// @param ready `/ready`, CoreDNS's `:8181`
/// @param metrics `/metrics` and `/explain`, CoreDNS's `:9153`
public record StatusAddresses(
    @Nullable InetSocketAddress health,
    @Nullable InetSocketAddress ready,
    @Nullable InetSocketAddress metrics) {}
