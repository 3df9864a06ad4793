/// The node agent; for now its simulated runtime.
@NullMarked
package io.binnacle.node;

import org.jspecify.annotations.NullMarked;
