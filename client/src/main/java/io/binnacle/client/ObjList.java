package io.binnacle.client;

import io.binnacle.model.tree.Obj;
import java.util.List;

/// A collection as it was at one moment.
///
/// @param revision the store's revision at that moment; a watch from here misses nothing
/// @param items the objects, sorted by namespace and name, each with `apiVersion` and `kind`
public record ObjList(long revision, List<Obj> items) {}
