/// The proxy at work: follows the API, asks the planner and the rule book, and tells the kernel.
///
/// Start at [io.binnacle.proxy.run.ServiceProxy]. Everything that can be decided is decided in `proxy.plan` and `proxy.rules`;
/// here are clocks, threads and sockets. May use `client`, `model`, `proxy.plan`, `proxy.rules` and `linux`.
@NullMarked
package io.binnacle.proxy.run;

import org.jspecify.annotations.NullMarked;
