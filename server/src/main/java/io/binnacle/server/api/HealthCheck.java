package io.binnacle.server.api;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One thing that must be well for the server to be well.
///
/// @param name its name in `/livez?verbose`, `store`
/// @param fault asked on each request: what is wrong, or null if nothing is; must not block
public record HealthCheck(String name, Supplier<@Nullable String> fault) {}
