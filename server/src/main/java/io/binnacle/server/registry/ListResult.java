package io.binnacle.server.registry;

import io.binnacle.model.tree.Obj;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a collection.
///
/// @param revision the revision all pages of this list are read at: `metadata.resourceVersion`
/// @param items the objects in key order, each with `apiVersion` and `kind`
/// @param continueToken where the next page starts: `metadata.continue`; empty after the last page
/// @param remaining `metadata.remainingItemCount`; null on the last page and with selectors
public record ListResult(
    long revision, List<Obj> items, String continueToken, @Nullable Long remaining) {}
