/// The API over HTTP: a request in; a decision what it asks for, by whom and whether it may; an answer in the form the
/// client can read.
///
/// Start at [io.binnacle.server.api.ApiServer]. [io.binnacle.server.api.RequestInfo] says what a path and method mean,
/// [io.binnacle.server.api.Representation] how the answer is to look, [io.binnacle.server.api.BodyReader] turns bytes
/// into checked objects, [io.binnacle.server.api.ResourceVerbs] calls the registry. Paths outside the collections are
/// [io.binnacle.server.api.PathHandler]'s.
///
/// Source: `k8s.io/apiserver/pkg/endpoints`; every text a client sees is upstream's. May use `model`, `client` and the
/// other packages of `server`; never `store` directly.
@NullMarked
package io.binnacle.server.api;

import org.jspecify.annotations.NullMarked;
