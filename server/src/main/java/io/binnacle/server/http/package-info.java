/// HTTPS for the API server: sockets, TLS, HTTP/1.1 and HTTP/2 in; requests out to an [ApiHandler]; answers and streams back.
/// Knows no Kubernetes resource.
///
/// Start at [HttpsServer]; what the layer above sees is [ApiHandler], [ApiRequest], [Responder] and [ResponseStream].
/// Event loops do I/O only: each request's logic runs on a virtual thread of its own. Everything a peer sends is bounded
/// by [Limits] and hostile input is an ordinary result, answered with a `Status`.
///
/// **Leaving HTTP.** After `101 Switching Protocols` ([Responder#upgrade]) an HTTP/1.1 connection belongs to somebody else: on the
/// event loop [RequestHandler] writes the 101, then replaces decoder, encoder and itself in the pipeline by an [UpgradedChannel], which
/// offers blocking streams to virtual threads. The decoder passes on what it had read ahead, `SslHandler` stays below. Over HTTP/2 the
/// same would be an extended CONNECT (RFC 8441); kubectl and fabric8 agree on `http/1.1` by ALPN where they mean to upgrade.
///
/// Source: RFC 9110, 9112, 9113; `k8s.io/apiserver` for limits and for what is answered as a `Status`.
/// May use `model`. Never `store`, `client` or another package of `server`.
@NullMarked
package io.binnacle.server.http;

import org.jspecify.annotations.NullMarked;
