@NullMarked
package io.binnacle.doctor.explain;

import org.jspecify.annotations.NullMarked;
