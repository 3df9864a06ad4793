/// What can be wrong: one check per fault, one file per check, pure. The packages below group them by what they look at.
///
/// Start at [io.binnacle.doctor.check.Check]; [io.binnacle.doctor.check.Checks] lists them all, in order.
///
/// Precision before recall: a check that is not sure says Fine, and every check has healthy look-alikes in its test that must stay
/// silent. May use `doctor.evidence`, `doctor.finding`, `model` and the pure planners of `control`, `dns.zone` and `proxy`. Never a
/// clock, a socket, a thread.
@NullMarked
package io.binnacle.doctor.check;

import org.jspecify.annotations.NullMarked;
