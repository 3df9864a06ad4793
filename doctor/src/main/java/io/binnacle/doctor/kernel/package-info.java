/// What the packet filter of this machine holds, for [io.binnacle.doctor.evidence.Rules]. Blocks; needs root; writes nothing.
///
/// Start at [io.binnacle.doctor.kernel.KernelTables#read]. May use `linux.nft`, `proxy.rules` and `doctor.evidence`.
@NullMarked
package io.binnacle.doctor.kernel;

import org.jspecify.annotations.NullMarked;
