/// What holds for all checks: their catalogue, their manual, their order.
@NullMarked
package io.binnacle.doctor.check;

import org.jspecify.annotations.NullMarked;
