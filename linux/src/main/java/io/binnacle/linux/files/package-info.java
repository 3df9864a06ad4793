/// Mounts, and paths that cannot be bent by whoever writes below them, also when a tree is deleted.
///
/// Start at [io.binnacle.linux.files.Mounts] and [io.binnacle.linux.files.DeleteTree]. May use `linux.sys`.
/// Source: mount(2), umount2(2), openat2(2), proc_pid_mountinfo(5).
@NullMarked
package io.binnacle.linux.files;

import org.jspecify.annotations.NullMarked;
