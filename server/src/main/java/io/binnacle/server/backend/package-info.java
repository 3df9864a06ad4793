/// HTTP/1.1 spoken as a client, by threads that may block: to Pods, to endpoints of Services, to a container runtime's streaming
/// server.
///
/// Start at [io.binnacle.server.backend.Backend]. One request a connection. What a backend sends is bounded in its head and streamed in its
/// body; nothing of it is trusted.
///
/// Source: RFC 9110, 9112. May use `server.http` for header fields.
@NullMarked
package io.binnacle.server.backend;

import org.jspecify.annotations.NullMarked;
