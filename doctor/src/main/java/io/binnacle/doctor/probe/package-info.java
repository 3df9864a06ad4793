/// Live probes: connects, resolves, and looks which sockets wait in Pods. The only part of the doctor that touches a network.
///
/// Start at [io.binnacle.doctor.probe.LiveProber]; [io.binnacle.doctor.probe.Targets] decides, pure, what may be dialled at all: what
/// objects say is not to be trusted. What is found goes into [io.binnacle.doctor.evidence.Probed], and nothing that could as well be
/// the fault of the place we look from.
///
/// May use `doctor.evidence`, `doctor.policy`, `dns.run`, `model`.
@NullMarked
package io.binnacle.doctor.probe;

import org.jspecify.annotations.NullMarked;
