/// What `kubectl get` prints: objects in, a `Table` of meta.k8s.io/v1 out. Pure functions of objects and a moment.
///
/// Start at [io.binnacle.server.table.TableView], one per collection; the columns are rows of the schema table, and a
/// cell that is more than a path is a named function in [io.binnacle.server.table.Cells]. The rules are upstream's
/// `pkg/printers/internalversion`. May use `model`; never the registry, a clock or a socket.
@NullMarked
package io.binnacle.server.table;

import org.jspecify.annotations.NullMarked;
