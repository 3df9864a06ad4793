/// The loop around a controller: shared and dull. Keys are worked on by several threads, a key never beside itself;
/// failures slow a key, not the loop.
///
/// Start at [io.binnacle.client.queue.ControllerLoop]. May use `client.run` and `model.error`.
@NullMarked
package io.binnacle.client.queue;

import org.jspecify.annotations.NullMarked;
