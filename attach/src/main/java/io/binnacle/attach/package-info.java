/// The API of somebody else's cluster behind the same door as our own: what a kubeconfig or a Pod's service account leads to.
///
/// Start at [io.binnacle.attach.RemoteApi]. [io.binnacle.attach.ClusterAccess] says where the cluster is and who we are,
/// [io.binnacle.attach.Exchange] is one request, [io.binnacle.attach.RemoteWatch] one watch. The only place that may use
/// fabric8: it reads kubeconfigs, runs exec plugins, renews tokens and minds proxies, and its HTTP client carries our requests;
/// objects travel as bytes and become trees here, none of its model classes is on their way.
///
/// May use `model` and `client`.
/// Source: [API concepts](https://kubernetes.io/docs/reference/using-api/api-concepts/).
@NullMarked
package io.binnacle.attach;

import org.jspecify.annotations.NullMarked;
