/// The cluster's own certificate authority, the certificates it issues, and the kubeconfig that carries one.
///
/// Start at [ClusterKeys#open], which makes or finds the keys of a data directory; [ServerTls] turns them into what the HTTPS
/// server needs. Certificates are written by hand, with the JDK's crypto and a small DER writer: the first one takes a
/// fifth of the time Bouncy Castle takes, and is on the way of every start and every JUnit run.
///
/// Source: RFC 5280 (certificates), RFC 5480 (EC keys), X.690 (DER), RFC 7468 (PEM).
/// May use `server.http` for [io.binnacle.server.http.User], `server.token` for the key of tokens, and the file system below the directory it is given.
@NullMarked
package io.binnacle.server.tls;

import org.jspecify.annotations.NullMarked;
