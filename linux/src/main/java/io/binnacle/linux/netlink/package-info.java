/// Netlink: messages written and read in place, and the socket they go through.
///
/// Start at [NetlinkSocket]. [MessageWriter] and [Attributes] are the one writer and the one reader of the wire format
/// (netlink(7), rtnetlink(7)); a length that lies ends the reading and throws nothing. Knows no protocol above netlink itself.
@NullMarked
package io.binnacle.linux.netlink;

import org.jspecify.annotations.NullMarked;
