/// What every cluster has before its first user comes: the system namespaces, the `kubernetes` Service, the Service of
/// the cluster DNS.
///
/// Start at [io.binnacle.server.bootstrap.Bootstrap]; the objects are in
/// [io.binnacle.server.bootstrap.BuiltInObjects]. Speaks through `client.KubeApi` like everybody else.
@NullMarked
package io.binnacle.server.bootstrap;

import org.jspecify.annotations.NullMarked;
