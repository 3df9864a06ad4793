package io.binnacle.node.lease;

import io.binnacle.client.KubeApi;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.time.Instant;

/// The Lease that says a node is alive.
public final class NodeLease {
  private static final String NAMESPACE = "kube-node-lease";

  /// A node counts as lost after this many seconds without a heartbeat.
  private static final int SECONDS = 40;

  private NodeLease() {}

  /// Renews the Lease of `node`, an object of the API; makes it if there is none.
  public static void renew(KubeApi api, Obj node, Instant now) {
    Target lease = Target.of(ResourceName.LEASES, NAMESPACE, Meta.name(node));
    Obj renewal = Obj.of("spec", Obj.of("renewTime", Str.of(Timestamps.micros(now))));
    try {
      api.patch(lease, PatchType.MERGE, renewal);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      api.create(ResourceName.LEASES, NAMESPACE, lease(node, now));
    }
  }

  private static Obj lease(Obj node, Instant now) {
    Obj owner =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("name", Meta.name(node))
            .put("uid", Meta.uid(node))
            .build();
    return Obj.builder()
        .put("apiVersion", ResourceName.LEASES.apiVersion())
        .put("kind", "Lease")
        .put(
            "metadata",
            Obj.builder()
                .put("name", Meta.name(node))
                .put("namespace", NAMESPACE)
                .put("ownerReferences", Arr.of(owner))
                .build())
        .put(
            "spec",
            Obj.builder()
                .put("holderIdentity", Meta.name(node))
                .put("leaseDurationSeconds", SECONDS)
                .put("renewTime", Timestamps.micros(now))
                .build())
        .build();
  }
}
