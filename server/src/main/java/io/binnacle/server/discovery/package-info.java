/// What the API offers, in the words clients ask for it: groups, versions, resources. Pure functions of the schema table.
///
/// Start at [io.binnacle.server.discovery.Discovery]. Clients of today ask for the aggregated form, two requests for
/// everything; older ones for one plain document per group and version. May use `model`.
@NullMarked
package io.binnacle.server.discovery;

import org.jspecify.annotations.NullMarked;
