/// What scores the doctor: worlds that work, faults put into them, and an oracle that shows by following requests that each fault breaks
/// something. Written without sight of the checks, from the catalogue of faults alone.
///
/// Start at `CorpusTest`. `world` makes a cluster's objects from manifests, `fault` breaks them, `baseline` has other tools' rules.
package io.binnacle.doctor.corpus;
