/// Tokens of service accounts: who a Pod is, in a text it can show.
///
/// Start at [io.binnacle.server.token.TokenAuthority], which signs and verifies; [io.binnacle.server.token.Claims] is what a
/// token says, [io.binnacle.server.token.Jwt] how it is written, [io.binnacle.server.token.TokenVerifier] whether what it says
/// is still true. Pure but for the key and for looking up objects.
///
/// Source: RFC 7519 (JWT), RFC 7515 (JWS), RFC 7517 and 7638 (keys), RFC 7518 §3.4 (ES256); `pkg/serviceaccount` of
/// Kubernetes for the claims. May use `model` and `client.Target`; nothing else of `server`.
@NullMarked
package io.binnacle.server.token;

import org.jspecify.annotations.NullMarked;
