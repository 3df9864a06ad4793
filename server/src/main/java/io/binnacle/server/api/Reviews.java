package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.schema.Defaults;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.binnacle.server.auth.Access;
import io.binnacle.server.auth.AccessRules;
import io.binnacle.server.auth.TokenAuthenticator;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.http.User;
import io.binnacle.server.registry.WriteOptions;
import io.binnacle.server.token.TokenVerifier;
import io.binnacle.server.token.TokenVerifier.Verdict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The kinds that are questions: who am I, whose is this token, may I, may they. A POST is answered with the question and its
/// `status`; nothing is stored.
///
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking API access</a>
final class Reviews {
  private final Schema schema;
  private final InstantSource clock;
  private final TokenVerifier tokens;
  private final BodyReader bodies;

  Reviews(Schema schema, InstantSource clock, TokenVerifier tokens) {
    this.schema = schema;
    this.clock = clock;
    this.tokens = tokens;
    this.bodies = new BodyReader(schema);
  }

  /// Answers `request` if it is such a question.
  ///
  /// @return whether it was
  /// @throws ApiException with what the client is to be told
  boolean handle(ResourceRequest info, ApiRequest request, Responder out) {
    ResourceType type = schema.resource(info.resource());
    boolean asks =
        type != null
            && !type.isStored()
            && info.verb().equals("create")
            && info.name().isEmpty()
            && type.namespaced() != info.namespace().isEmpty();
    if (type == null || !asks) {
      return false; // not one, or not asked as one: the usual refusals fit
    }
    Representation form = Representation.of(request);
    if (form.shape() != Representation.Shape.WHOLE) {
      throw Representation.notAcceptable("application/json, application/yaml");
    }
    WriteOptions options = Options.write(request, "CreateOptions");
    KindType kind =
        new KindType(type.name().group(), type.name().version(), type.kind(), type.struct());
    BodyReader.Decoded body = bodies.object(request, kind, options.fieldValidation());
    Obj question = Defaults.apply(body.object(), type.struct());
    Obj answer = question.with("status", answer(type, info, question, request.user()));
    Headers.Builder headers = Answers.builder(form);
    Warnings.add(headers, body.warnings());
    out.send(201, headers.build(), Encoder.bytes(form, dated(type, answer)));
    return true;
  }

  private Obj answer(ResourceType type, ResourceRequest info, Obj question, User asker) {
    Obj spec = question.obj("spec");
    return switch (type.kind()) {
      case "SelfSubjectReview" -> Obj.of("userInfo", user(asker));
      case "TokenReview" -> token(spec);
      case "SelfSubjectRulesReview" -> rules(spec, asker);
      case "SelfSubjectAccessReview" -> {
        check(type, spec, false);
        yield may(asker, spec);
      }
      case "SubjectAccessReview" -> {
        check(type, spec, true);
        yield may(subject(spec), spec);
      }
      case "LocalSubjectAccessReview" -> {
        checkNamespace(info, spec);
        check(type, spec, true);
        yield may(subject(spec), spec);
      }
      default -> throw new ResourceVerbs.NotServed();
    };
  }

  /// With the time of the answer, for the one kind that says it.
  private Obj dated(ResourceType type, Obj answer) {
    return type.kind().equals("SelfSubjectReview")
        ? answer.change(
            "metadata", m -> m.with("creationTimestamp", Timestamps.seconds(clock.instant())))
        : answer;
  }

  private static Obj user(User user) {
    Obj.Builder extra = Obj.builder();
    user.extra().forEach((key, values) -> extra.put(key, Arr.strings(values)));
    return Obj.builder()
        .put("username", user.name())
        .putUnlessEmpty("uid", user.uid())
        .putIfPresent("groups", user.groups().isEmpty() ? null : Arr.strings(user.groups()))
        .putIfPresent("extra", user.extra().isEmpty() ? null : extra.build())
        .build();
  }

  private Obj token(Obj spec) {
    String token = spec.str("token");
    if (token.isEmpty()) {
      throw new ApiException(
          Status.badRequest("token is required for TokenReview in authentication"));
    }
    return switch (tokens.judge(token, spec.arr("audiences").strings())) {
      case Verdict.Good(var claims, var audiences) ->
          Obj.of(
              "authenticated",
              Bool.of(true),
              "user",
              user(TokenAuthenticator.user(claims)),
              "audiences",
              Arr.strings(audiences));
      case Verdict.Refused(String why) -> Obj.of("user", Obj.EMPTY, "error", Str.of(why));
    };
  }

  private static Obj rules(Obj spec, User asker) {
    if (spec.str("namespace").isEmpty()) {
      throw new ApiException(Status.badRequest("no namespace on request"));
    }
    AccessRules rules = AccessRules.of(asker);
    Arr resources =
        rules.resources().stream()
            .map(r ->
                Obj.of(
                    "verbs",
                    Arr.strings(r.verbs()),
                    "apiGroups",
                    Arr.strings(r.groups()),
                    "resources",
                    Arr.strings(r.resources())))
            .collect(Arr.toArr());
    Arr paths =
        rules.paths().stream()
            .map(r ->
                Obj.of("verbs", Arr.strings(r.verbs()), "nonResourceURLs", Arr.strings(r.paths())))
            .collect(Arr.toArr());
    return Obj.of(
        "resourceRules", resources, "nonResourceRules", paths, "incomplete", Bool.of(false));
  }

  private static User subject(Obj spec) {
    Map<String, List<String>> extra = new HashMap<>();
    spec.obj("extra")
        .forEach((key, value) -> {
          if (value instanceof Arr values) {
            extra.put(key, values.strings());
          }
        });
    return new User(spec.str("user"), spec.arr("groups").strings(), spec.str("uid"), extra);
  }

  private static Obj may(User user, Obj spec) {
    AccessRules.@Nullable Grant grant = AccessRules.of(user).allowing(access(spec));
    // Members of system:masters are let pass before anybody looks at roles.
    String reason = grant == null || user.isIn(User.MASTERS) ? "" : grant.reason();
    return Obj.builder().put("allowed", grant != null).putUnlessEmpty("reason", reason).build();
  }

  private static Access access(Obj spec) {
    if (spec.get("resourceAttributes") instanceof Obj r) {
      return new Access.OfResource(
          r.str("verb"),
          r.str("group"),
          r.str("resource"),
          r.str("subresource"),
          r.str("namespace"),
          r.str("name"));
    }
    Obj p = spec.obj("nonResourceAttributes");
    return new Access.OfPath(p.str("verb"), p.str("path"));
  }

  /// @param named whether the question has to say about whom
  private static void check(ResourceType type, Obj spec, boolean named) {
    List<FieldError> errors = new ArrayList<>();
    boolean resource = spec.get("resourceAttributes") instanceof Obj;
    boolean path = spec.get("nonResourceAttributes") instanceof Obj;
    if (resource && path) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("spec", "nonResourceAttributes"),
              spec.obj("nonResourceAttributes"),
              "cannot be specified in combination with resourceAttributes"));
    }
    if (!resource && !path) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("spec", "resourceAttributes"),
              Null.NULL,
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    if (named && spec.str("user").isEmpty() && spec.arr("groups").isEmpty()) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("spec", "user"), "", "at least one of user or group must be specified"));
    }
    if (!errors.isEmpty()) {
      throw new ApiException(Status.invalid(type.name().group(), type.kind(), "", errors));
    }
  }

  private static void checkNamespace(ResourceRequest info, Obj spec) {
    String asked = spec.obj("resourceAttributes").str("namespace");
    if (!asked.equals(info.namespace())) {
      throw new ApiException(
          Status.badRequest("spec.resourceAttributes.namespace must match namespace: " + asked));
    }
  }
}
