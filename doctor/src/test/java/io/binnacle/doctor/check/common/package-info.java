/// What checks share: words and likeness.
@NullMarked
package io.binnacle.doctor.check.common;

import org.jspecify.annotations.NullMarked;
