/// The Service proxy: what kube-proxy is to a real cluster.
@NullMarked
package io.binnacle.proxy;

import org.jspecify.annotations.NullMarked;
