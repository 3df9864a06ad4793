/// How a request fails: the Kubernetes `Status`, its reasons, field errors with their paths.
///
/// Start at [io.binnacle.model.error.ApiException], which carries a [io.binnacle.model.error.Status] unflattened from
/// where the fault is known to the edge of the process. [io.binnacle.model.error.FieldError] is one finding of a
/// validation. May use `model.tree`.
@NullMarked
package io.binnacle.model.error;

import org.jspecify.annotations.NullMarked;
