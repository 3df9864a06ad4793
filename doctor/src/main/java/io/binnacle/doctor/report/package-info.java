/// What people and programs are told: text, JSON, JUnit XML, SARIF. Strings in, strings out; no sockets, no clock.
///
/// Start at [io.binnacle.doctor.report.Round], which asks the doctor about one subject after the other and tells a
/// [io.binnacle.doctor.report.Report].
@NullMarked
package io.binnacle.doctor.report;

import org.jspecify.annotations.NullMarked;
