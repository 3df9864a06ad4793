package io.binnacle.server.admit;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.RandomSuffix;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a new Pod is given by its service account: the account's name, its token as a volume in every container, its registry
/// credentials.
///
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#serviceaccount">ServiceAccount</a>
final class AccountAdmission {
  /// Where every client library looks for the token.
  static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String DEFAULT = "default";

  /* One tree for all Pods: it is the same in each, and most Pods have one. */
  private static final Obj PROJECTED =
      Json.object(
          """
          {"defaultMode": 420, "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [
              {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}]}
          """);

  private final Accounts accounts;
  private final RandomGenerator random;

  AccountAdmission(Accounts accounts, RandomGenerator random) {
    this.accounts = accounts;
    this.random = random;
  }

  /// The spec of `pod` with all that.
  ///
  /// @throws io.binnacle.model.error.ApiException 403 if the account does not exist
  Obj admit(String namespace, Obj pod) {
    Obj spec = named(pod.obj("spec"));
    String name = spec.str("serviceAccountName");
    Obj account =
        name.equals(DEFAULT) ? accounts.ensureDefault(namespace) : accounts.find(namespace, name);
    if (account == null) {
      throw PodAdmission.refused(
          pod,
          "error looking up service account "
              + namespace
              + "/"
              + name
              + ": serviceaccount "
              + Str.of(name)
              + " not found");
    }
    Obj mounted = mounts(account, spec) ? withToken(spec) : spec;
    boolean own = !mounted.arr("imagePullSecrets").isEmpty();
    Arr credentials = account.arr("imagePullSecrets");
    return own || credentials.isEmpty() ? mounted : mounted.with("imagePullSecrets", credentials);
  }

  /// Both names of the field, the old and the new, say the same.
  private static Obj named(Obj spec) {
    String account = spec.str("serviceAccountName");
    String known = account.isEmpty() ? spec.str("serviceAccount") : account;
    String chosen = known.isEmpty() ? DEFAULT : known;
    return spec.with("serviceAccountName", chosen).with("serviceAccount", chosen);
  }

  /// The Pod's own word counts before the account's.
  private static boolean mounts(Obj account, Obj spec) {
    String field = "automountServiceAccountToken";
    return spec.bool(field, account.bool(field, true));
  }

  private Obj withToken(Obj spec) {
    String present = present(spec.arr("volumes"));
    String volume = present == null ? VOLUME_PREFIX + RandomSuffix.next(random, 5) : present;
    Obj mount =
        Obj.builder()
            .put("name", volume)
            .put("readOnly", true)
            .put("mountPath", MOUNT_PATH)
            .build();
    Obj out = spec;
    boolean needed = false;
    for (String field : List.of("initContainers", "containers")) {
      Arr before = spec.arr(field);
      Arr after = before.stream().map(c -> mounted(c, mount)).collect(Arr.toArr());
      if (!after.equals(before)) {
        needed = true;
        out = out.with(field, after);
      }
    }
    return needed && present == null
        ? out.with(
            "volumes",
            spec.arr("volumes").plus(Obj.of("name", Str.of(volume), "projected", PROJECTED)))
        : out;
  }

  /// The name of a token volume the client made itself, as one does who copies a Pod; null if there is none.
  private static @Nullable String present(Arr volumes) {
    for (Obj volume : volumes.objects()) {
      if (volume.str("name").startsWith(VOLUME_PREFIX)) {
        return volume.str("name");
      }
    }
    return null;
  }

  private static Value mounted(Value container, Obj mount) {
    if (!(container instanceof Obj c)) {
      return container;
    }
    Arr mounts = c.arr("volumeMounts");
    boolean taken = mounts.objects().stream().anyMatch(m -> m.str("mountPath").equals(MOUNT_PATH));
    return taken ? c : c.with("volumeMounts", mounts.plus(mount));
  }

  /// Whether `pod` only shows what runs on a node anyway.
  static boolean isMirror(Obj pod) {
    return Meta.annotation(pod, "kubernetes.io/config.mirror") != null;
  }
}
