/// The words of DNS: names, record types, record data (RFC 1035, RFC 2782). Values only; no bytes of messages, no sockets.
@NullMarked
package io.binnacle.dns.name;

import org.jspecify.annotations.NullMarked;
