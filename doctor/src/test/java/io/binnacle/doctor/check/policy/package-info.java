/// Cases of the checks of NetworkPolicies, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.policy;

import org.jspecify.annotations.NullMarked;
