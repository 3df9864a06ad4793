/// The doctor measured on a large cluster: the whole command from outside, and its parts in one process.
///
/// Start at [io.binnacle.bench.doctor.DoctorBench].
@NullMarked
package io.binnacle.bench.doctor;

import org.jspecify.annotations.NullMarked;
