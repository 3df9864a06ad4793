/// What is seen, and what would be seen after a change.
@NullMarked
package io.binnacle.doctor.evidence;

import org.jspecify.annotations.NullMarked;
