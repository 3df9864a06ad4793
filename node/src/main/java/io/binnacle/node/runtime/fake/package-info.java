/// A runtime that runs nothing: containers are little scripts on a clock, so that a node agent's whole behaviour can be
/// told in milliseconds and again from a seed.
///
/// Start at [io.binnacle.node.runtime.fake.FakeRuntime]; what a container does is in
/// [io.binnacle.node.runtime.fake.FakeProgram]. May use `node.runtime` and `client.run`.
@NullMarked
package io.binnacle.node.runtime.fake;

import org.jspecify.annotations.NullMarked;
