/// How much any one client may ask, and what strangers get. Values and counters; no sockets.
@NullMarked
package io.binnacle.dns.limit;

import org.jspecify.annotations.NullMarked;
