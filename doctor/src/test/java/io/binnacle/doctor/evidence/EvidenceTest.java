package io.binnacle.doctor.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final ObjectKey WEB = new ObjectKey("shop", "web");

  @Test
  void collectionsOfAKeeperAreSeenWholeAndOthersNotAtAll() {
    NavigableMap<ObjectKey, Obj> pods = new TreeMap<>();
    Obj pod =
        Obj.of(
            "metadata",
            Obj.of("name", Str.of("web-1"), "namespace", Str.of("shop"))
                .with("labels", Obj.of("app", Str.of("web"))));
    pods.put(new ObjectKey("shop", "web-1"), pod);
    Evidence seen = Evidence.over(NOW, Facts.UNKNOWN, Map.of(ResourceName.PODS, pods), null);
    assertEquals(1, seen.pods("shop", Map.of("app", "web")).size());
    assertEquals(List.of(), seen.pods("bank"));
    assertThrows(NotSeenException.class, () -> seen.all(ResourceName.SERVICES));

    NavigableMap<ObjectKey, Obj> none = new TreeMap<>();
    Evidence later = Evidence.over(NOW, Facts.UNKNOWN, Map.of(ResourceName.PODS, none), seen);
    assertEquals(List.of(), later.pods("shop", Map.of("app", "web")));
    Evidence changed = seen.with(ResourceName.PODS, new ObjectKey("shop", "web-1"), null);
    Evidence again = Evidence.over(NOW, Facts.UNKNOWN, Map.of(ResourceName.PODS, pods), changed);
    assertEquals(1, again.pods("shop", Map.of("app", "web")).size(), "what was but thought of");
  }

  @Test
  void whatWasNotSeenIsNotWhatIsNotThere() {
    Evidence seen =
        Evidence.builder(NOW, Facts.UNKNOWN)
            .sawAll(ResourceName.PODS, "shop")
            .notSeen(ResourceName.PODS, "forbidden")
            .build();
    assertEquals(List.of(), seen.pods("shop"));
    assertEquals(
        "cannot list pods in namespace bank: forbidden",
        assertThrows(NotSeenException.class, () -> seen.pods("bank")).missing());
    assertEquals(
        "cannot list pods: forbidden",
        assertThrows(NotSeenException.class, () -> seen.all(ResourceName.PODS)).missing());
    assertEquals(
        "cannot list deployments.apps in namespace shop: not read",
        assertThrows(
                NotSeenException.class,
                () -> seen.find(ResourceName.DEPLOYMENTS, new ObjectKey("shop", "web")))
            .missing());
    assertTrue(seen.glimpse(ResourceName.DEPLOYMENTS).isEmpty());
    assertTrue(seen.sees(ResourceName.PODS, "shop"));
    assertFalse(seen.sees(ResourceName.PODS));
  }

  @Test
  void podsAreFoundByAllTheirLabels() {
    Evidence seen =
        cluster()
            .with(
                ResourceName.PODS,
                new ObjectKey("shop", "other-1"),
                pod("other-1", "10.244.0.3", Map.of("app", "other", "tier", "front")));
    assertEquals(List.of("web-1", "web-2"), names(seen.pods("shop", Map.of("app", "web"))));
    assertEquals(List.of("web-2"), names(seen.pods("shop", Map.of("app", "web", "tier", "front"))));
    assertEquals(List.of(), seen.pods("shop", Map.of("app", "wbe")));
    assertEquals(List.of(), seen.pods("shop", Map.of()), "no selector selects nothing");
    assertEquals(List.of(), seen.pods("bank", Map.of("app", "web")));
  }

  @Test
  void aChangeIsSeenEverywhereAndLeavesTheOriginalAlone() {
    Evidence seen = cluster();
    Evidence changed =
        seen.with(
            ResourceName.PODS,
            new ObjectKey("shop", "web-1"),
            pod("web-1", "10.244.0.1", Map.of("app", "other")));
    assertEquals(List.of("web-2"), names(changed.pods("shop", Map.of("app", "web"))));
    assertEquals(List.of("web-1"), names(changed.pods("shop", Map.of("app", "other"))));
    assertEquals(List.of("web-1", "web-2"), names(changed.pods("shop")));
    assertEquals(List.of("web-1", "web-2"), names(seen.pods("shop", Map.of("app", "web"))));
    Evidence gone = changed.with(ResourceName.PODS, new ObjectKey("shop", "web-2"), null);
    assertEquals(List.of("web-1"), names(gone.pods("shop")));
    assertEquals(List.of(), gone.pods("shop", Map.of("app", "web")));
  }

  @Test
  void onceASelectorIsMendedControllersWriteTheSlices() {
    Evidence seen = cluster();
    assertEquals(List.of(), seen.slices(WEB));
    Change mend =
        Change.Patch.merge(
            ObjectRef.service(WEB),
            Obj.of("spec", Obj.of("selector", Obj.of("app", Str.of("web")))));
    List<SliceView> slices = seen.with(List.of(mend)).slices(WEB);
    assertEquals(1, slices.size());
    assertEquals(
        List.of("10.244.0.1", "10.244.0.2"),
        slices.getFirst().endpoints().stream().map(SliceView.Endpoint::address).toList());
    assertEquals(List.of(), seen.slices(WEB));
  }

  @Test
  void createdAndDeletedObjectsComeAndGo() {
    Evidence seen = cluster();
    ObjectKey other = new ObjectKey("shop", "other");
    Obj service = seen.service(WEB) == null ? Obj.EMPTY : service("other", "web");
    Evidence more = seen.with(List.of(new Change.Create(ResourceName.SERVICES, service)));
    ServiceView made = more.service(other);
    assertNotNull(made);
    assertEquals(1, more.slices(other).size());
    Evidence less = more.with(List.of(new Change.Delete(ObjectRef.service(other))));
    assertNull(less.service(other));
  }

  @Test
  void aPodIsTracedToItsWorkloadAndBack() {
    Obj deployment = owner("apps/v1", "Deployment", "web", null);
    Obj set = owner("apps/v1", "ReplicaSet", "web-abc", deployment);
    Obj pod = owner("v1", "Pod", "web-abc-1", set);
    Evidence seen =
        Evidence.builder(NOW, Facts.UNKNOWN)
            .add(ResourceName.DEPLOYMENTS, deployment)
            .add(ResourceName.REPLICA_SETS, set)
            .add(ResourceName.PODS, pod)
            .add(ResourceName.PODS, owner("v1", "Pod", "alone", null))
            .sawAll(ResourceName.PODS)
            .build();
    Workload workload = Objects.requireNonNull(seen.workloadOf(PodView.of(pod)));
    assertEquals("deployment.apps/web", workload.ref().argument());
    assertEquals(List.of("web-abc-1"), names(seen.podsOf(workload)));
    assertEquals(
        List.of("Deployment shop/web", "Pod shop/alone"),
        seen.workloads("shop").stream().map(w -> w.ref().toString()).toList());
    Obj other =
        pod.change(
            "metadata",
            m ->
                m.with(
                    "ownerReferences",
                    m.arr("ownerReferences").map(r -> ((Obj) r).with("uid", "1"))));
    assertEquals(workload, seen.workloadOf(PodView.of(other)), "manifests have no UIDs");
    Obj renewed = set.change("metadata", m -> m.with("uid", "2"));
    Evidence later =
        Evidence.builder(NOW, Facts.UNKNOWN).add(ResourceName.REPLICA_SETS, renewed).build();
    assertNull(later.workloadOf(PodView.of(other)), "another one of the same name");
    Obj orphan = owner("v1", "Pod", "orphan", owner("apps/v1", "ReplicaSet", "gone", null));
    assertNull(seen.workloadOf(PodView.of(orphan)), "its maker was not seen");
  }

  @Test
  void commandsAreOneLineForAShell() {
    ObjectRef web = ObjectRef.service(WEB);
    assertEquals(
        "kubectl patch service/web -n shop --type merge -p '{\"a\":\"it'\\''s\"}'",
        Change.Patch.merge(web, Obj.of("a", Str.of("it's"))).command());
    ObjectRef deployment =
        new ObjectRef(ResourceName.DEPLOYMENTS, "Deployment", new ObjectKey("default", "web"));
    assertEquals(
        "kubectl scale deployment.apps/web -n default --replicas=1",
        new Change.Scale(deployment, 1).command());
    assertEquals("kubectl delete service/web -n shop", new Change.Delete(web).command());
    Obj made =
        Obj.of(
            "kind",
            Str.of("Service"),
            "metadata",
            Obj.of("namespace", Str.of("shop"), "name", Str.of("a'b")));
    assertEquals(
        "printf '%s' '{\"kind\":\"Service\",\"metadata\":{\"name\":\"a'\\''b\",\"namespace\":\"shop\"}}'"
            + " | kubectl apply -f -",
        new Change.Create(ResourceName.SERVICES, made).command());
  }

  @Test
  void commandsAreNoWayIntoAShellOrATerminal() {
    ObjectRef hostile = ObjectRef.service(new ObjectKey("x;id", "$(reboot)'"));
    assertEquals(
        "kubectl delete 'service/$(reboot)'\\''' -n 'x;id'", new Change.Delete(hostile).command());
    assertEquals(
        "kubectl patch service/web -n shop --type merge -p '{\"a\":\"\\u001b[2J\\u202e\\u009b\"}'",
        Change.Patch.merge(ObjectRef.service(WEB), Obj.of("a", Str.of("\033[2J\u202e\u009b")))
            .command());
  }

  private static Evidence cluster() {
    return Evidence.builder(NOW, Facts.UNKNOWN)
        .add(ResourceName.SERVICES, service("web", "wbe"))
        .add(ResourceName.PODS, pod("web-1", "10.244.0.1", Map.of("app", "web")))
        .add(ResourceName.PODS, pod("web-2", "10.244.0.2", Map.of("app", "web", "tier", "front")))
        .add(ResourceName.NODES, Obj.of("metadata", Obj.of("name", Str.of("n1"))))
        .sawAll(ResourceName.SERVICES)
        .sawAll(ResourceName.PODS)
        .sawAll(ResourceName.NODES)
        .sawAll(ResourceName.ENDPOINT_SLICES)
        .build();
  }

  private static Obj service(String name, String app) {
    return owner("v1", "Service", name, null)
        .with(
            "spec",
            Obj.of(
                "clusterIP",
                Str.of("10.96.0.9"),
                "ipFamilies",
                Arr.strings(List.of("IPv4")),
                "selector",
                Obj.of("app", Str.of(app))));
  }

  private static Obj pod(String name, String ip, Map<String, String> labels) {
    return owner("v1", "Pod", name, null)
        .change("metadata", m -> m.with("labels", Obj.strings(labels)))
        .with("spec", Obj.of("nodeName", Str.of("n1")))
        .with("status", Obj.of("phase", Str.of("Running"), "podIP", Str.of(ip)));
  }

  private static Obj owner(String apiVersion, String kind, String name, @Nullable Obj by) {
    Obj.Builder metadata = Obj.builder().put("namespace", "shop").put("name", name);
    if (by != null) {
      Obj reference =
          Obj.builder()
              .put("apiVersion", by.str("apiVersion"))
              .put("kind", by.str("kind"))
              .put("name", by.obj("metadata").str("name"))
              .put("controller", true)
              .build();
      metadata.put("ownerReferences", Arr.of(reference));
    }
    return Obj.builder()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put("metadata", metadata.build())
        .build();
  }

  private static List<String> names(List<PodView> pods) {
    return pods.stream().map(PodView::name).toList();
  }
}
