/// Names with addresses that somebody wrote down: the directive `hosts`, in the form of `/etc/hosts`.
///
/// Start at [io.binnacle.dns.hosts.HostsTable]. May use `dns.name`, `dns.wire` and `dns.forward`.
@NullMarked
package io.binnacle.dns.hosts;

import org.jspecify.annotations.NullMarked;
