/// The cluster DNS: zone (pure), wire (bytes), run (sockets).
@NullMarked
package io.binnacle.dns;

import org.jspecify.annotations.NullMarked;
