/// NetworkPolicies in the way.
@NullMarked
package io.binnacle.doctor.check.policy;

import org.jspecify.annotations.NullMarked;
