/// How evidence is gathered, from clusters that refuse and from files.
@NullMarked
package io.binnacle.doctor.gather;

import org.jspecify.annotations.NullMarked;
