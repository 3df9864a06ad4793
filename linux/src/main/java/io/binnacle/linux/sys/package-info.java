/// System calls, one tiny method each. A refusal by the kernel is a value ([SysResult.Failed]), never an exception: only
/// the caller knows what EPERM means to its user.
///
/// Start at [Sys]. Nothing here touches a native symbol before the first call, so that classes which mention it load on any
/// machine; where a call cannot be made, [Sys#unsupported] says why. Only the packages of this module may use it.
@NullMarked
package io.binnacle.linux.sys;

import org.jspecify.annotations.NullMarked;
