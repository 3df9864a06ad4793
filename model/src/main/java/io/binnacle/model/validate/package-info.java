/// What the API refuses: one class per kind, with upstream's messages, field paths and order of findings.
///
/// Start at [io.binnacle.model.validate.Validators]. Every kind is a [io.binnacle.model.validate.KindRules]; what they share
/// (metadata, labels, addresses, Pod specs) has a class of its own. Objects arrive pruned to the schema and with defaults
/// filled in. Where upstream walks a map in random order, findings here come in key order. Pure; may use `model.tree`,
/// `model.error`, `model.meta`, `model.schema`.
///
/// Source: `pkg/apis/*/validation` of Kubernetes 1.33.
@NullMarked
package io.binnacle.model.validate;

import org.jspecify.annotations.NullMarked;
