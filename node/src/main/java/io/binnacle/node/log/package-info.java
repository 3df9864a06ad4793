/// The logs of containers, as the runtime writes them.
///
/// Start at [io.binnacle.node.log.LogReader]; [io.binnacle.node.log.LogLine] is the format, one line of a file;
/// [io.binnacle.node.log.LogRotation] keeps files from growing for ever. Memory is bounded whatever a container writes. May use
/// `client.node`, `client.run`.
/// Source: the CRI log format: `<RFC 3339 nanoseconds> <stdout|stderr> <P|F> <text>`, P for a part of a line.
@NullMarked
package io.binnacle.node.log;

import org.jspecify.annotations.NullMarked;
