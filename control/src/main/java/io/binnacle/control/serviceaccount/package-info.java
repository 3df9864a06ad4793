/// Puts into every namespace what Pods there count on: the `default` ServiceAccount and the cluster's CA certificate.
@NullMarked
package io.binnacle.control.serviceaccount;

import org.jspecify.annotations.NullMarked;
