/// nf_tables: the model as plain values, its text for people, its bytes for the kernel, and the door that applies it.
///
/// Start at [Command]: a list of commands is what one transaction does. Text renders commands as `nft -f` would read them;
/// the encoder writes the same as netlink messages. Knows no Kubernetes, and reads or writes no table but the one it is
/// given.
@NullMarked
package io.binnacle.linux.nft;

import org.jspecify.annotations.NullMarked;
