/// What is peculiar to each kind when it is written: which part is the client's and which the server's, when
/// `metadata.generation` moves, how it is deleted, which fields a field selector knows.
///
/// Start at [io.binnacle.server.kind.Strategies], the table; [io.binnacle.server.kind.Strategy] says what a row can
/// decide. Pure functions over objects. What a value may look like is the business of `model.validate`, what it defaults
/// to of `model.defaults`. May use `model` and `server.allocate`.
/// Source: the strategies under `pkg/registry` of Kubernetes.
@NullMarked
package io.binnacle.server.kind;

import org.jspecify.annotations.NullMarked;
