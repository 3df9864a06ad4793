package io.binnacle.doctor.diagnose;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.finding.Finding;

/// What one check said.
///
/// @param check which
/// @param finding what it said; never [Finding.Fine] in a diagnosis
/// @param behind how many findings had to be mended, in thought, before this one showed: 0 for what is plain to see
public record Result(Check check, Finding finding, int behind) {}
