/// A kernel made of memory for tests and simulations, under the same contract test as the real one.
@NullMarked
package io.binnacle.proxy.run.fake;

import org.jspecify.annotations.NullMarked;
