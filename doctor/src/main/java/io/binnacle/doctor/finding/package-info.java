/// What a check says: fine, broken with proof and remedy, or that it could not look. Plain values.
///
/// Start at [io.binnacle.doctor.finding.Finding]. May use `model` and `client.PatchType`.
@NullMarked
package io.binnacle.doctor.finding;

import org.jspecify.annotations.NullMarked;
