package io.binnacle.server.token;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a service account's token says. Times are seconds since 1970.
///
/// @param issuer who signed, `https://kubernetes.default.svc.cluster.local`
/// @param audiences who is to accept it
/// @param notBefore from when it is good
/// @param expiry until when it is good
/// @param id tells tokens apart in logs
/// @param namespace the account's
/// @param account the account
/// @param pod the Pod it ends with; null if it is not bound to one
/// @param node the node the Pod was on, or the node it is bound to itself; null if neither
/// @param secret the Secret it ends with; null if it is not bound to one
/// @param warnAfter from when a client should long have had a newer one; null if `expiry` itself is what was asked for
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume">Bound tokens</a>
public record Claims(
    String issuer,
    List<String> audiences,
    long notBefore,
    long expiry,
    String id,
    String namespace,
    Ref account,
    @Nullable Ref pod,
    @Nullable Ref node,
    @Nullable Ref secret,
    @Nullable Long warnAfter) {
  private static final String USER_PREFIX = "system:serviceaccount:";

  /// Keeps a copy of `audiences`.
  public Claims {
    audiences = List.copyOf(audiences);
  }

  /// An object, by name and identity.
  ///
  /// @param uid empty for a node that was gone when the token was made
  public record Ref(String name, String uid) {
    /// `object` by its metadata.
    public static Ref of(Obj object) {
      return new Ref(Meta.name(object), Meta.uid(object));
    }

    private Obj toObj() {
      return Obj.builder().put("name", name).putUnlessEmpty("uid", uid).build();
    }

    private static @Nullable Ref read(Obj kubernetes, String field) {
      return kubernetes.get(field) instanceof Obj o ? new Ref(o.str("name"), o.str("uid")) : null;
    }
  }

  /// The user: `system:serviceaccount:NAMESPACE:NAME`.
  public String user() {
    return USER_PREFIX + namespace + ":" + account.name;
  }

  /// These claims as the token holds them.
  Obj toObj() {
    Obj kubernetes =
        Obj.builder()
            .put("namespace", namespace)
            .putIfPresent("node", node == null ? null : node.toObj())
            .putIfPresent("pod", pod == null ? null : pod.toObj())
            .putIfPresent("secret", secret == null ? null : secret.toObj())
            .put("serviceaccount", account.toObj())
            .build();
    return Obj.builder()
        .put("aud", Arr.strings(audiences))
        .put("exp", expiry)
        .put("iat", notBefore)
        .put("iss", issuer)
        .put("jti", id)
        .put(
            "kubernetes.io",
            warnAfter == null ? kubernetes : kubernetes.with("warnafter", warnAfter))
        .put("nbf", notBefore)
        .put("sub", user())
        .build();
  }

  /// What a token holds; null if it is not one for a service account.
  static @Nullable Claims of(Obj claims) {
    Obj kubernetes = claims.obj("kubernetes.io");
    Ref account = Ref.read(kubernetes, "serviceaccount");
    Long expiry = time(claims.get("exp"));
    Long notBefore = time(claims.get("nbf"));
    if (account == null || expiry == null || notBefore == null) {
      return null;
    }
    List<String> audiences =
        claims.get("aud") instanceof Str one ? List.of(one.value()) : claims.arr("aud").strings();
    Claims read =
        new Claims(
            claims.str("iss"),
            audiences,
            notBefore,
            expiry,
            claims.str("jti"),
            kubernetes.str("namespace"),
            account,
            Ref.read(kubernetes, "pod"),
            Ref.read(kubernetes, "node"),
            Ref.read(kubernetes, "secret"),
            time(kubernetes.get("warnafter")));
    return read.user().equals(claims.str("sub")) ? read : null;
  }

  /// A NumericDate (RFC 7519 §2), which may have a fraction; null if it is none.
  private static @Nullable Long time(@Nullable Value value) {
    return switch (value) {
      case Int whole -> (Long) whole.value();
      case Real real -> (Long) real.value().longValue();
      case null, default -> null;
    };
  }
}
