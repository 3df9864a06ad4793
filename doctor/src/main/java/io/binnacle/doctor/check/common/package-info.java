/// What several checks need: near misses, and places in objects that can be changed. Pure; knows no check.
@NullMarked
package io.binnacle.doctor.check.common;

import org.jspecify.annotations.NullMarked;
