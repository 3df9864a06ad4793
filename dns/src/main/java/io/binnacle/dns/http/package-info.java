/// What the DNS says about itself over HTTP: whether it lives, whether it is ready, its figures, and why an answer is what it is.
///
/// Start at [io.binnacle.dns.http.StatusServers].
@NullMarked
package io.binnacle.dns.http;

import org.jspecify.annotations.NullMarked;
