/// Benchmarks: whole processes seen from outside. Each has a `main` and prints its table; figures live in
/// `bench/RESULTS.md`.
@NullMarked
package io.binnacle.bench;

import org.jspecify.annotations.NullMarked;
