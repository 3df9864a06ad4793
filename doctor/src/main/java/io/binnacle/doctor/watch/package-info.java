/// The doctor on duty: keeps the diagnosis of every Service of a cluster up to date, says it as Events, and gives the text for
/// warnings and columns.
///
/// Start at [io.binnacle.doctor.watch.ServiceWatch], a controller like any other. What is said and when is decided in
/// [io.binnacle.doctor.watch.Standing], which is plain; what a writer is told, in [io.binnacle.doctor.watch.WriteAdvice].
///
/// Keeps findings, not objects: those are the shared cache's.
@NullMarked
package io.binnacle.doctor.watch;

import org.jspecify.annotations.NullMarked;
