/// Which packets NetworkPolicies let pass.
@NullMarked
package io.binnacle.doctor.policy;

import org.jspecify.annotations.NullMarked;
