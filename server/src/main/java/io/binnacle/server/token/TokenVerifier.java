package io.binnacle.server.token;

import io.binnacle.client.Target;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.token.Claims.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Judges tokens: signature, times, audience, and whether the account and what the token is bound to are still there, which
/// is looked up each time, so that a deleted Pod's token is worth nothing from then on.
///
/// @param authority whose tokens
/// @param objects looks up an object, null if there is none
public record TokenVerifier(TokenAuthority authority, Function<Target, @Nullable Obj> objects) {
  /// How far clocks may differ, and how long a deletion may be ahead of those who still use the token.
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  /// What a token is worth.
  public sealed interface Verdict {
    /// The token is good.
    ///
    /// @param audiences those of the wanted audiences it is meant for, at least one
    record Good(Claims claims, List<String> audiences) implements Verdict {}

    /// The token is not accepted.
    ///
    /// @param why in upstream's words
    record Refused(String why) implements Verdict {}
  }

  /// Judges `token` for somebody who is one of `wanted`; empty for the API itself.
  public Verdict judge(String token, List<String> wanted) {
    Claims claims = authority.read(token);
    if (claims == null) {
      return new Verdict.Refused("invalid bearer token");
    }
    List<String> who = wanted.isEmpty() ? authority.audiences() : wanted;
    List<String> audiences = claims.audiences().stream().filter(who::contains).toList();
    if (audiences.isEmpty()) {
      return new Verdict.Refused(
          "[invalid bearer token, token audiences ["
              + quoted(claims.audiences())
              + "] is invalid for the target audiences ["
              + quoted(who)
              + "]]");
    }
    Instant now = authority.now();
    if (now.minus(LEEWAY).isAfter(Instant.ofEpochSecond(claims.expiry()))) {
      return refused("service account token has expired");
    }
    if (now.plus(LEEWAY).isBefore(Instant.ofEpochSecond(claims.notBefore()))) {
      return refused("service account token is not valid yet");
    }
    String gone = gone(claims, now.minus(LEEWAY));
    return gone == null ? new Verdict.Good(claims, audiences) : refused(gone);
  }

  private static Verdict refused(String why) {
    return new Verdict.Refused("[invalid bearer token, " + why + "]");
  }

  /// What the token needs and is no longer there, or null.
  private @Nullable String gone(Claims claims, Instant deletedBefore) {
    String namespace = claims.namespace();
    Ref account = claims.account();
    Obj found = objects.apply(Target.of(ResourceName.SERVICE_ACCOUNTS, namespace, account.name()));
    if (found == null) {
      return "serviceaccounts \"" + account.name() + "\" not found";
    }
    if (isDeleted(found, deletedBefore)) {
      return "service account " + namespace + "/" + account.name() + " has been deleted";
    }
    if (!Meta.uid(found).equals(account.uid())) {
      return "service account UID ("
          + Meta.uid(found)
          + ") does not match claim ("
          + account.uid()
          + ")";
    }
    Ref pod = claims.pod();
    Ref secret = claims.secret();
    Ref node = claims.node();
    if (pod != null) {
      return bound("pod", Target.of(ResourceName.PODS, namespace, pod.name()), pod, deletedBefore);
    }
    if (secret != null) {
      return bound(
          "secret",
          Target.of(ResourceName.SECRETS, namespace, secret.name()),
          secret,
          deletedBefore);
    }
    return node == null
        ? null
        : bound("node", Target.of(ResourceName.NODES, "", node.name()), node, deletedBefore);
  }

  private @Nullable String bound(String word, Target target, Ref ref, Instant deletedBefore) {
    Obj found = objects.apply(target);
    if (found == null || isDeleted(found, deletedBefore)) {
      return "service account token has been invalidated";
    }
    return Meta.uid(found).equals(ref.uid())
        ? null
        : word
            + " UID ("
            + Meta.uid(found)
            + ") does not match service account "
            + word
            + " ref claim ("
            + ref.uid()
            + ")";
  }

  private static boolean isDeleted(Obj object, Instant before) {
    return Meta.isDeleting(object)
        && Timestamps.parse(object.obj("metadata").str("deletionTimestamp")).isBefore(before);
  }

  private static String quoted(List<String> audiences) {
    return String.join(" ", audiences.stream().map(a -> '"' + a + '"').toList());
  }
}
