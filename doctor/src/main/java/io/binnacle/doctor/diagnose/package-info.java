/// Asks the checks, keeps one finding for one cause, and looks again behind what was found.
///
/// Start at [io.binnacle.doctor.diagnose.Doctor]. Pure.
@NullMarked
package io.binnacle.doctor.diagnose;

import org.jspecify.annotations.NullMarked;
