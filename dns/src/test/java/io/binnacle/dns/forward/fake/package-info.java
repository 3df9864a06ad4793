/// Other servers, on a script.
@NullMarked
package io.binnacle.dns.forward.fake;

import org.jspecify.annotations.NullMarked;
