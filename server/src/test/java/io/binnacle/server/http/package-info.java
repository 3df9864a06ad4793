/// The transport as its clients meet it: the JDK's HTTP client and curl for the good ones, bare sockets for the others.
///
/// Start at [HttpsServerTest]; what hostile input gets is the table of [HostileInputTest].
@NullMarked
package io.binnacle.server.http;

import org.jspecify.annotations.NullMarked;
