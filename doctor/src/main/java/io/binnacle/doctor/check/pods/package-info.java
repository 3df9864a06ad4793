/// Whether the Pods behind a Service run and are ready, and what keeps them from it.
@NullMarked
package io.binnacle.doctor.check.pods;

import org.jspecify.annotations.NullMarked;
