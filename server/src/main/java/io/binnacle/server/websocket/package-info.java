/// WebSocket (RFC 6455), the server's end, over the raw bytes of an upgraded connection, for threads that may block.
///
/// Start at [io.binnacle.server.websocket.Handshake], then [io.binnacle.server.websocket.WebSocket]. Messages are read in pieces, so
/// that no length a peer announces costs memory; pings are answered while reading.
///
/// Source: RFC 6455; no extensions are agreed on. May use `server.http`.
@NullMarked
package io.binnacle.server.websocket;

import org.jspecify.annotations.NullMarked;
