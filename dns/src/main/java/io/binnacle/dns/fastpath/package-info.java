/// Replies to the common questions about cluster names, written over the query in the buffer it came in: no objects, no
/// allocation. Whatever is not common is left to `dns.run.Resolver`, whose answers are the same.
@NullMarked
package io.binnacle.dns.fastpath;

import org.jspecify.annotations.NullMarked;
