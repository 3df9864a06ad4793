/// Answers the few plain GETs that probes, scrapers and load balancers send to a component.
///
/// Start at [io.binnacle.client.http.TinyHttp].
@NullMarked
package io.binnacle.client.http;

import org.jspecify.annotations.NullMarked;
