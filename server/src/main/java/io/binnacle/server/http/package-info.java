/// HTTPS for the API server: sockets, TLS, HTTP/1.1 and HTTP/2 in; requests out to an [ApiHandler]; answers and streams back.
/// Knows no Kubernetes resource.
///
/// Start at [HttpsServer]; what the layer above sees is [ApiHandler], [ApiRequest], [Responder] and [ResponseStream].
/// Event loops do I/O only: each request's logic runs on a virtual thread of its own. Everything a peer sends is bounded
/// by [Limits] and hostile input is an ordinary result, answered with a `Status`.
///
/// **Where exec, attach and port-forward will come in.** After `101 Switching Protocols` (WebSocket, SPDY/3.1) an HTTP/1.1
/// connection belongs to somebody else. The place is a third method of [Responder], `upgrade`, beside `send` and `stream`: on the
/// event loop [RequestHandler] writes the 101, then replaces decoder, encoder and itself in the pipeline by the handler of
/// the new protocol. The decoder passes on what it had read ahead when it is removed, `SslHandler` stays below, and
/// [RequestHandler] is the only one that knows the connection is in step at that moment. Over HTTP/2 the same is an extended
/// CONNECT (RFC 8441), which kubectl does not use.
///
/// Source: RFC 9110, 9112, 9113; `k8s.io/apiserver` for limits and for what is answered as a `Status`.
/// May use `model`. Never `store`, `client` or another package of `server`.
@NullMarked
package io.binnacle.server.http;

import org.jspecify.annotations.NullMarked;
