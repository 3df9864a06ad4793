package io.binnacle.server.registry;

import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.schema.Defaults;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.token.Claims;
import io.binnacle.server.token.Claims.Ref;
import io.binnacle.server.token.TokenAuthority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The `token` subresource of service accounts: a TokenRequest goes in and comes back with a token.
///
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/">TokenRequest</a>
final class TokenRequests {
  /// What a Pod's token volume asks for. Such a token is made to last for [#EXTENDED], because many clients read the file
  /// only once; it ends with the Pod in any case.
  private static final long VOLUME_SECONDS = 3607;

  private static final Duration EXTENDED = Duration.ofDays(365);
  private static final long SHORTEST = 600;
  private static final long LONGEST = 1L << 32;
  private static final FieldPath SECONDS = FieldPath.of("spec", "expirationSeconds");

  private final TokenAuthority authority;
  private final KindType kind;
  private final RandomGenerator random;
  private final Function<Target, Obj> objects;

  /// @param objects reads an object, or throws the 404 the client is to be told
  TokenRequests(
      TokenAuthority authority,
      Schema schema,
      RandomGenerator random,
      Function<Target, Obj> objects) {
    KindType known = schema.kindType("authentication.k8s.io/v1", "TokenRequest");
    if (known == null) {
      throw new IllegalArgumentException("the schema table lacks TokenRequest");
    }
    this.authority = authority;
    this.kind = known;
    this.random = random;
    this.objects = objects;
  }

  /// What a token ends with.
  private record Bound(@Nullable Ref pod, @Nullable Ref node, @Nullable Ref secret) {
    static final Bound NOTHING = new Bound(null, null, null);
  }

  /// Makes a token for the account `target` names.
  ///
  /// @throws ApiException 404 if the account or what the token is bound to does not exist, 409 if that is another object of the
  ///     same name, 400 for a Pod that runs as somebody else, 422 for a time out of range
  Obj create(Target target, Obj sent) {
    checkPlace(target, sent);
    Obj account = objects.apply(Target.of(target.resource(), target.namespace(), target.name()));
    Obj request = Defaults.apply(sent, kind.struct());
    if (request.obj("spec").arr("audiences").isEmpty()) {
      request =
          request.change("spec", s -> s.with("audiences", Arr.strings(authority.audiences())));
    }
    long seconds = request.obj("spec").integer("expirationSeconds", 0);
    check(seconds);
    Bound bound = bound(target, request.obj("spec"));
    Instant now = authority.now();
    List<String> audiences = request.obj("spec").arr("audiences").strings();
    boolean lasting =
        bound.pod != null
            && seconds == VOLUME_SECONDS
            && authority.audiences().containsAll(audiences);
    long begin = now.getEpochSecond();
    Claims claims =
        new Claims(
            authority.issuer(),
            audiences,
            begin,
            begin + (lasting ? EXTENDED.toSeconds() : seconds),
            Metadata.uid(random),
            target.namespace(),
            Ref.of(account),
            bound.pod,
            bound.node,
            bound.secret,
            lasting ? (Long) (begin + seconds) : null);
    Obj status =
        Obj.of(
            "token",
            Str.of(authority.sign(claims)),
            "expirationTimestamp",
            Str.of(Timestamps.seconds(now.plusSeconds(seconds))));
    return request
        .with("apiVersion", kind.apiVersion())
        .with("kind", kind.name())
        .with("status", status)
        .change(
            "metadata",
            m ->
                m.with("name", target.name())
                    .with("namespace", target.namespace())
                    .with("creationTimestamp", Timestamps.seconds(now)));
  }

  private void checkPlace(Target target, Obj sent) {
    List<FieldError> errors = new ArrayList<>();
    String name = Meta.name(sent);
    String namespace = Meta.namespace(sent);
    if (!name.isEmpty() && !name.equals(target.name())) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata", "name"),
              name,
              "must match the service account name if specified"));
    }
    if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata", "namespace"),
              namespace,
              "must match the service account namespace if specified"));
    }
    refuse(target.name(), errors);
  }

  private void check(long seconds) {
    if (seconds < SHORTEST) {
      refuse(
          "",
          List.of(
              FieldError.invalid(
                  SECONDS, Int.of(seconds), "may not specify a duration less than 10 minutes")));
    }
    if (seconds > LONGEST) {
      refuse(
          "",
          List.of(
              FieldError.invalid(
                  SECONDS,
                  Int.of(seconds),
                  "may not specify a duration larger than 2^32 seconds")));
    }
  }

  private void refuse(String name, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Refusals.invalid(kind.group(), kind.name(), name, errors);
    }
  }

  private Bound bound(Target account, Obj spec) {
    if (!(spec.get("boundObjectRef") instanceof Obj ref)) {
      return Bound.NOTHING;
    }
    String name = ref.str("name");
    String what = ref.str("apiVersion").equals("v1") ? ref.str("kind") : "";
    return switch (what) {
      case "Pod" -> {
        Obj pod = objects.apply(Target.of(ResourceName.PODS, account.namespace(), name));
        if (!pod.obj("spec").str("serviceAccountName").equals(account.name())) {
          throw Refusals.badRequest(
              "cannot bind token for serviceaccount "
                  + Str.of(account.name())
                  + " to pod running with different serviceaccount name.");
        }
        String node = pod.obj("spec").str("nodeName");
        yield new Bound(same(ref, pod), node.isEmpty() ? null : node(node), null);
      }
      case "Node" ->
          new Bound(null, same(ref, objects.apply(Target.of(ResourceName.NODES, "", name))), null);
      case "Secret" ->
          new Bound(
              null,
              null,
              same(ref, objects.apply(Target.of(ResourceName.SECRETS, account.namespace(), name))));
      default ->
          throw Refusals.badRequest(
              "cannot bind token to object of type "
                  + type(ref.str("apiVersion"), ref.str("kind")));
    };
  }

  /// How Go prints a GroupVersionKind.
  private static String type(String apiVersion, String kind) {
    return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + kind;
  }

  private Ref node(String name) {
    try {
      return Ref.of(objects.apply(Target.of(ResourceName.NODES, "", name)));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      return new Ref(name, "");
    }
  }

  private static Ref same(Obj ref, Obj found) {
    String wanted = ref.str("uid");
    if (!wanted.isEmpty() && !wanted.equals(Meta.uid(found))) {
      throw new ApiException(
          Status.conflict(
              new ResourceName("", "v1", ref.str("kind")),
              ref.str("name"),
              "the UID in the bound object reference ("
                  + wanted
                  + ") does not match the UID in record. The object might have been deleted and then"
                  + " recreated"));
    }
    return Ref.of(found);
  }
}
