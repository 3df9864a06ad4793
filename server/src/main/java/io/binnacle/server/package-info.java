/// The API server: routing, discovery, OpenAPI, admission, allocation, the registry and its watch cache.
@NullMarked
package io.binnacle.server;

import org.jspecify.annotations.NullMarked;
