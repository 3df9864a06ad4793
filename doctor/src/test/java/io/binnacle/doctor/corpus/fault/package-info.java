/// Faults, one family a file: each puts itself into a world that works and says what the true cause is.
///
/// Start at `Fault` and `Faults`.
package io.binnacle.doctor.corpus.fault;
