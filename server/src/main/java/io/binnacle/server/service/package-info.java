/// How Services are written: what a client may leave out, which addresses and ports they get and give back, what a
/// change of type wipes.
///
/// Start at [io.binnacle.server.service.ServiceStrategy], which strings the steps together; each step is a class of its
/// own over a [io.binnacle.server.service.ServiceDraft]. Allocation comes before validation, as upstream has it: an
/// address that cannot be had is the only thing a client is told. May use `model`, `server.allocate` and `server.kind`.
/// Source: `pkg/registry/core/service` of Kubernetes.
@NullMarked
package io.binnacle.server.service;

import org.jspecify.annotations.NullMarked;
