/// The one door to the API: get, list, watch, create, update, patch, delete, whether the server is in this process or
/// far away.
///
/// Start at [io.binnacle.client.KubeApi]. Controllers, DNS, proxy, node agent and doctor know nothing else of the
/// server. May use `model`.
@NullMarked
package io.binnacle.client;

import org.jspecify.annotations.NullMarked;
