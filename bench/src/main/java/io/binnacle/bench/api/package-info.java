/// Writing many objects through an API, fast.
///
/// Start at [io.binnacle.bench.api.ApiCalls].
@NullMarked
package io.binnacle.bench.api;

import org.jspecify.annotations.NullMarked;
