/// What becomes of a packet: walks it through the very rules the kernel gets, and says which way it took and why.
///
/// Start at [io.binnacle.proxy.trace.Tracer]. Every random choice is followed down every branch, so the answer is a
/// distribution, not a sample. Pure; may use `proxy.rules`, `proxy.plan`, `model` and the pure part of `linux.nft`.
@NullMarked
package io.binnacle.proxy.trace;

import org.jspecify.annotations.NullMarked;
