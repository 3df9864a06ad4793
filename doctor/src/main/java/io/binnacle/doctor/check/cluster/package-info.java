/// The cluster's own parts: DNS, controllers, nodes, the proxy's rules.
@NullMarked
package io.binnacle.doctor.check.cluster;

import org.jspecify.annotations.NullMarked;
