/// The kernel's door: system calls, netlink, nf_tables and conntrack. Knows no Kubernetes; the only module with native
/// calls.
@NullMarked
package io.binnacle.linux;

import org.jspecify.annotations.NullMarked;
