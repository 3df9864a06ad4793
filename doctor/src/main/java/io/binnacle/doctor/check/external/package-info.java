/// ExternalName Services.
@NullMarked
package io.binnacle.doctor.check.external;

import org.jspecify.annotations.NullMarked;
