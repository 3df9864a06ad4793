/// Whether the ports of a Service lead to where somebody listens.
@NullMarked
package io.binnacle.doctor.check.ports;

import org.jspecify.annotations.NullMarked;
