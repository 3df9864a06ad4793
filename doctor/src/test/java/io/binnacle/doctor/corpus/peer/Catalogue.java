package io.binnacle.doctor.corpus.peer;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a common cluster serves, and its discovery documents. Most collections are empty: they are there because tools that find one
/// missing give up.
final class Catalogue {
  /// One collection.
  ///
  /// @param shortName as kubectl has it; empty without one
  record Row(ResourceName name, String kind, String shortName, boolean namespaced) {}

  /* Group and version; then plural, kind, short name or -, and a star for those outside namespaces. */
  private static final String TABLE =
      """
      v1
        namespaces Namespace ns *
        nodes Node no *
        persistentvolumes PersistentVolume pv *
        persistentvolumeclaims PersistentVolumeClaim pvc
        pods Pod po
        services Service svc
        endpoints Endpoints ep
        events Event ev
        configmaps ConfigMap cm
        secrets Secret -
        serviceaccounts ServiceAccount sa
        replicationcontrollers ReplicationController rc
        limitranges LimitRange limits
        resourcequotas ResourceQuota quota
      apps/v1
        deployments Deployment deploy
        replicasets ReplicaSet rs
        statefulsets StatefulSet sts
        daemonsets DaemonSet ds
      batch/v1
        jobs Job -
        cronjobs CronJob cj
      autoscaling/v2
        horizontalpodautoscalers HorizontalPodAutoscaler hpa
      policy/v1
        poddisruptionbudgets PodDisruptionBudget pdb
      networking.k8s.io/v1
        ingresses Ingress ing
        ingressclasses IngressClass - *
        networkpolicies NetworkPolicy netpol
        servicecidrs ServiceCIDR - *
      discovery.k8s.io/v1
        endpointslices EndpointSlice -
      coordination.k8s.io/v1
        leases Lease -
      storage.k8s.io/v1
        storageclasses StorageClass sc *
      rbac.authorization.k8s.io/v1
        clusterroles ClusterRole - *
        clusterrolebindings ClusterRoleBinding - *
        roles Role -
        rolebindings RoleBinding -
      admissionregistration.k8s.io/v1
        mutatingwebhookconfigurations MutatingWebhookConfiguration - *
        validatingwebhookconfigurations ValidatingWebhookConfiguration - *
      """;

  private static final Map<String, List<Row>> BY_VERSION = read();

  private Catalogue() {}

  private static Map<String, List<Row>> read() {
    Map<String, List<Row>> out = new LinkedHashMap<>();
    String version = "";
    List<Row> rows = new ArrayList<>();
    for (String line : TABLE.lines().toList()) {
      if (!line.startsWith(" ")) {
        version = line;
        rows = new ArrayList<>();
        out.put(version, rows);
        continue;
      }
      String[] words = line.strip().split(" ");
      int slash = version.indexOf('/');
      ResourceName name =
          new ResourceName(
              version.substring(0, Math.max(slash, 0)), version.substring(slash + 1), words[0]);
      rows.add(new Row(name, words[1], words[2].equals("-") ? "" : words[2], words.length < 4));
    }
    return out;
  }

  /// A collection; null if it is not served.
  static @Nullable Row row(String apiVersion, String plural) {
    return BY_VERSION.getOrDefault(apiVersion, List.of()).stream()
        .filter(row -> row.name().plural().equals(plural))
        .findFirst()
        .orElse(null);
  }

  /// A collection by the kind of its objects; null if it is not served.
  static @Nullable Row ofKind(String kind) {
    return BY_VERSION.values().stream()
        .flatMap(List::stream)
        .filter(row -> row.kind().equals(kind))
        .findFirst()
        .orElse(null);
  }

  /// `/api`.
  static Obj versions() {
    return Obj.builder()
        .put("kind", "APIVersions")
        .put("versions", Arr.strings(List.of("v1")))
        .build();
  }

  /// `/apis`.
  static Obj groups() {
    List<Value> groups = new ArrayList<>();
    for (String version : BY_VERSION.keySet()) {
      int slash = version.indexOf('/');
      if (slash > 0) {
        Obj served =
            Obj.builder()
                .put("groupVersion", version)
                .put("version", version.substring(slash + 1))
                .build();
        groups.add(
            Obj.builder()
                .put("name", version.substring(0, slash))
                .put("versions", Arr.of(served))
                .put("preferredVersion", served)
                .build());
      }
    }
    return Obj.builder()
        .put("kind", "APIGroupList")
        .put("apiVersion", "v1")
        .put("groups", Arr.copyOf(groups))
        .build();
  }

  /// `/api/v1`, `/apis/GROUP/VERSION`; null if there is no such version.
  static @Nullable Obj resources(String apiVersion) {
    List<Row> rows = BY_VERSION.get(apiVersion);
    if (rows == null) {
      return null;
    }
    List<Value> out = new ArrayList<>();
    for (Row row : rows) {
      out.add(
          Obj.builder()
              .put("name", row.name().plural())
              .put("singularName", row.kind().toLowerCase(java.util.Locale.ROOT))
              .put("namespaced", row.namespaced())
              .put("kind", row.kind())
              .put("verbs", Arr.strings(List.of("get", "list", "watch")))
              .put(
                  "shortNames",
                  Arr.strings(row.shortName().isEmpty() ? List.of() : List.of(row.shortName())))
              .build());
    }
    return Obj.builder()
        .put("kind", "APIResourceList")
        .put("apiVersion", "v1")
        .put("groupVersion", apiVersion)
        .put("resources", Arr.copyOf(out))
        .build();
  }
}
