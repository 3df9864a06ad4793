@NullMarked
package io.binnacle.doctor.kernel;

import org.jspecify.annotations.NullMarked;
