/// The doctor as a command: which cluster or files, which Services, told how.
///
/// Start at [io.binnacle.app.doctor.DoctorRun].
@NullMarked
package io.binnacle.app.doctor;

import org.jspecify.annotations.NullMarked;
