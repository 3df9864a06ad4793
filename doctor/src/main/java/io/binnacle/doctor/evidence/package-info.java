/// What is known of one cluster at one moment, and what could not be seen. Immutable values; no sockets.
///
/// Start at [io.binnacle.doctor.evidence.Evidence]. What was not seen never looks like what is not there: asking for it throws
/// [io.binnacle.doctor.evidence.NotSeenException].
@NullMarked
package io.binnacle.doctor.evidence;

import org.jspecify.annotations.NullMarked;
