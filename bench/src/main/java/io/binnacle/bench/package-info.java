/// Benchmarks; test scope only.
@NullMarked
package io.binnacle.bench;

import org.jspecify.annotations.NullMarked;
