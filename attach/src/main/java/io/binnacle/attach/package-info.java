/// The API of somebody else's cluster, reached as a kubeconfig says, behind [io.binnacle.client.KubeApi].
@NullMarked
package io.binnacle.attach;

import org.jspecify.annotations.NullMarked;
