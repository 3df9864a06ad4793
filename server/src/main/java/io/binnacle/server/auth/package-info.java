/// Who may come in and who may do what: bearer tokens, and the rules that go with a user's groups.
///
/// Start at [io.binnacle.server.auth.TokenAuthenticator] for the first and [io.binnacle.server.auth.AccessRules] for the
/// second, which is pure. There are no roles of the cluster's own yet: the rules are those of Kubernetes' built-in roles that every
/// cluster has from the start.
///
/// Source: `plugin/pkg/auth/authorizer/rbac/bootstrappolicy` of Kubernetes. May use `model`, `server.token` and
/// `server.http` for [io.binnacle.server.http.User] and [io.binnacle.server.http.Authenticator].
@NullMarked
package io.binnacle.server.auth;

import org.jspecify.annotations.NullMarked;
