/// What the store costs. Start at [io.binnacle.bench.store.StoreBench]; figures are kept in `bench/RESULTS.md`.
@NullMarked
package io.binnacle.bench.store;

import org.jspecify.annotations.NullMarked;
