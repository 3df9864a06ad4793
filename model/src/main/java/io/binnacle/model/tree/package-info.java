/// The object tree: compact, immutable JSON values that hold every Kubernetes object, known fields and unknown alike.
///
/// Start at [io.binnacle.model.tree.Obj]; [io.binnacle.model.tree.Json] turns bytes into trees and back. Keys are kept
/// sorted, so equal objects are equal trees and equal bytes. No I/O, no clock, no schema: what a field means is the
/// business of `model.schema`.
@NullMarked
package io.binnacle.model.tree;

import org.jspecify.annotations.NullMarked;
