@NullMarked
package io.binnacle.doctor.probe;

import org.jspecify.annotations.NullMarked;
