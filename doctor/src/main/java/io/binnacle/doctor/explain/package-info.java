/// Follows one name or one packet through the cluster, with the very zone, rules and policies that would handle it.
///
/// Start at [io.binnacle.doctor.explain.PathExplainer] and [io.binnacle.doctor.explain.NameExplainer]. Pure: evidence in, a
/// value out, which [io.binnacle.doctor.explain.ExplainText] and [io.binnacle.doctor.explain.ExplainJson] write down.
///
/// May use `doctor.evidence`, `doctor.policy`, `model` and the pure parts of `dns`, `proxy` and `node.dns`. Never a clock, a socket, a
/// thread.
@NullMarked
package io.binnacle.doctor.explain;

import org.jspecify.annotations.NullMarked;
