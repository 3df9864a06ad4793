/// SPDY/3.1 as a client: the streams a container runtime offers behind `Upgrade: SPDY/3.1` for exec, attach and port-forward.
///
/// Start at [io.binnacle.server.spdy.SpdyConnection]. [io.binnacle.server.spdy.SpdyReader] and
/// [io.binnacle.server.spdy.SpdyWriter] are the codec, [io.binnacle.server.spdy.HeaderBlock] the compressed names and values.
///
/// Only what this use needs: no server push, no priorities, no flow-control windows. The peer is always `moby/spdystream`, which
/// neither keeps nor grants windows; a sender that waited for them would stop after 64 KiB. Back-pressure is TCP's: who reads
/// a stream too slowly holds up the whole connection, as it does in every Kubernetes client (docs/decisions/0035).
///
/// Source: draft-mbelshe-httpbis-spdy-00 and the SPDY/3.1 note. May use nothing but the JDK.
@NullMarked
package io.binnacle.server.spdy;

import org.jspecify.annotations.NullMarked;
