/// Everything between a decoded request and the store: reading, listing, watching, creating, changing and deleting
/// objects the way kube-apiserver does.
///
/// Start at [io.binnacle.server.registry.Registry]. The server's HTTP side and the clients inside this process
/// ([io.binnacle.server.registry.InProcessApi]) both come through here, so a rule kept here holds for everybody.
/// May use `model`, `client`, `store` and the other pure packages of `server`; never `server.http` or `server.api`.
@NullMarked
package io.binnacle.server.registry;

import org.jspecify.annotations.NullMarked;
