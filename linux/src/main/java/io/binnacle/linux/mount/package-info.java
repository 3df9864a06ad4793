/// Mounting and unmounting.
///
/// Start at [Mounts].
@NullMarked
package io.binnacle.linux.mount;

import org.jspecify.annotations.NullMarked;
