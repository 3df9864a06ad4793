/// The kernel's door. Knows no Kubernetes; the only module with native calls.
///
/// Start where your errand is: rules in [io.binnacle.linux.nft.Nft], tracked flows in
/// [io.binnacle.linux.conntrack.Conntrack], interfaces and addresses in [io.binnacle.linux.link.Links], mounts in
/// [io.binnacle.linux.mount.Mounts]. Below them lie `netlink` (messages and sockets) and `sys` (system calls). Each door can be
/// opened in another network namespace. Where there is no Linux, opening one throws an exception that says so; before that
/// nothing native is touched.
@NullMarked
package io.binnacle.linux;

import org.jspecify.annotations.NullMarked;
