/// What reports look like, by example.
@NullMarked
package io.binnacle.doctor.report;

import org.jspecify.annotations.NullMarked;
