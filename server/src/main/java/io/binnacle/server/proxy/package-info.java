/// `pods/proxy` and `services/proxy`: an HTTP request to a Pod or an endpoint of a Service, through the API server.
///
/// Start at [io.binnacle.server.proxy.ProxyRequests]. [io.binnacle.server.proxy.Destinations] finds the address and
/// [io.binnacle.server.proxy.ProxyPath] the way there and back (pure); [io.binnacle.server.proxy.HtmlLinks] changes links on the way.
///
/// Connections go to addresses of Pods only, which objects in the store name: never to one a client names, never to loopback or
/// the link, never by a DNS name.
///
/// Source: `k8s.io/apimachinery/pkg/util/proxy`, `pkg/registry/core/{pod,service}`. May use `server.http`, `server.backend`,
/// `server.registry`.
@NullMarked
package io.binnacle.server.proxy;

import org.jspecify.annotations.NullMarked;
