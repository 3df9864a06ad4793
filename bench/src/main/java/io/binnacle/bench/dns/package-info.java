/// The cluster DNS measured beside a bare echo, NSD, Knot and CoreDNS: same names, same queries, answers compared first, in turns.
///
/// Start at [io.binnacle.bench.dns.DnsBench]; the load comes from `bench/dns/load.c`. Everything runs in the network namespace that
/// `bench/dns.sh` makes, where every port is free.
@NullMarked
package io.binnacle.bench.dns;

import org.jspecify.annotations.NullMarked;
