package io.binnacle.server.registry;

import io.binnacle.model.tree.Obj;

/// What a delete led to.
///
/// @param object the object as the delete left it: marked as deleting, or in its final state
/// @param deleted whether it is gone; false while finalizers or a grace period hold it
/// @param answer what a client over HTTP receives: the object, or for most kinds a Status of success
public record DeleteResult(Obj object, boolean deleted, Obj answer) {}
