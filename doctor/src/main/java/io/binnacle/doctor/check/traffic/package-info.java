/// Traffic policies, affinity, load balancers, and addresses and ports that clash.
@NullMarked
package io.binnacle.doctor.check.traffic;

import org.jspecify.annotations.NullMarked;
