/// Whether names resolve to what their users expect: headless Services, StatefulSets, and how Pods ask.
@NullMarked
package io.binnacle.doctor.check.names;

import org.jspecify.annotations.NullMarked;
