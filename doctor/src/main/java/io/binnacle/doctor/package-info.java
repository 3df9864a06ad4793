/// The diagnosis of Services: evidence in, findings out, each with its proof and the change that mends it.
///
/// `evidence` is what is known of a cluster, `check` what can be wrong, `finding` what a check says, `diagnose` asks the
/// checks and orders what they say. All of it is pure. Start at [io.binnacle.doctor.diagnose.Doctor].
@NullMarked
package io.binnacle.doctor;

import org.jspecify.annotations.NullMarked;
