/// What tests of the doctor share. Start at [io.binnacle.doctor.testing.Cluster].
@NullMarked
package io.binnacle.doctor.testing;

import org.jspecify.annotations.NullMarked;
