/// The manual's pages about checks, packed into the program.
///
/// Start at [io.binnacle.doctor.manual.Manual]. The pages themselves stand in `docs/manual/checks`.
@NullMarked
package io.binnacle.doctor.manual;

import org.jspecify.annotations.NullMarked;
