package io.binnacle.doctor.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.gather.Offline;
import io.binnacle.doctor.gather.Source;
import io.binnacle.doctor.gather.SourceException;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What changes lead to: Pods of a changed template are made anew, the others stay, slices follow.
final class ConsequencesTest {
  private static final Instant NOW = Instant.parse("2030-05-01T12:00:00Z");
  private static final ObjectKey WEB = new ObjectKey("default", "web");
  private static final ObjectRef DEPLOYMENT =
      new ObjectRef(ResourceName.DEPLOYMENTS, "Deployment", WEB);

  private static final String SHOP =
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: web, ports: [{name: http, containerPort: 8080}]}]}
      """;

  private static Evidence seen(String yaml) throws SourceException {
    Source source = Source.read("shop.yaml", yaml.getBytes(StandardCharsets.UTF_8), true);
    return Offline.of(source, "cluster.local", NOW);
  }

  private static Change patch(ObjectRef target, String yaml) {
    try {
      return Change.Patch.merge(
          target, (Obj) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8)).getFirst());
    } catch (YamlException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> addresses(Evidence seen) {
    return seen.pods("default").stream().map(PodView::podIp).toList();
  }

  private static List<String> ready(Evidence seen) {
    return seen.slices(WEB).stream()
        .flatMap(slice -> slice.endpoints().stream())
        .filter(SliceView.Endpoint::isReady)
        .map(SliceView.Endpoint::address)
        .toList();
  }

  /// `seen` with every Pod in this status, and the slices that follow from it.
  private static Evidence withStatus(Evidence seen, Obj status) {
    Evidence out = seen;
    for (PodView pod : seen.pods("default")) {
      Obj changed =
          pod.object()
              .change(
                  "status",
                  s -> {
                    Obj next = s;
                    for (String key : status.keys()) {
                      next = next.withOrWithout(key, status.get(key));
                    }
                    return next;
                  });
      out = out.with(ResourceName.PODS, ObjectKey.of(changed), changed);
    }
    return out.with(List.of(patch(ObjectRef.service(WEB), "metadata: {annotations: {a: b}}")));
  }

  private static Evidence notReady(Evidence seen) {
    return withStatus(
        seen,
        Obj.of("conditions", Arr.of(Obj.EMPTY.with("type", "Ready").with("status", "False"))));
  }

  @Test
  void podsWithOtherLabelsAreEndpointsOfOthers() throws SourceException {
    Evidence seen = seen(SHOP);
    Evidence then =
        seen.with(List.of(patch(DEPLOYMENT, "spec: {template: {metadata: {labels: {app: wbe}}}}")));
    assertTrue(ready(then).isEmpty());
    assertEquals(addresses(seen), addresses(then));
    assertEquals(2, then.pods("default", Map.of("app", "wbe")).size());
  }

  @Test
  void aPortThatIsNamedLeadsThere() throws SourceException {
    Evidence broken = seen(SHOP.replace("name: http,", "name: web,"));
    assertEquals(List.of(), broken.slices(WEB).getFirst().ports());
    Evidence then =
        broken.with(
            List.of(
                patch(
                    DEPLOYMENT,
                    "spec: {template: {spec: {containers: [{name: c, image: web, ports: [{name: http, containerPort: 9090}]}]}}}")));
    assertEquals((Integer) 9090, then.slices(WEB).getFirst().ports().getFirst().port());
    assertEquals(2, ready(then).size());
  }

  @Test
  void podsWhoseProbeIsMendedAreReady() throws SourceException {
    Evidence broken =
        notReady(
            seen(
                SHOP.replace(
                    "image: web,", "image: web, readinessProbe: {httpGet: {port: 9999}},")));
    assertTrue(ready(broken).isEmpty());
    Evidence then =
        broken.with(
            List.of(
                patch(
                    DEPLOYMENT,
                    "spec: {template: {spec: {containers: [{name: c, image: web, readinessProbe: {httpGet: {port: 8080}}, ports: [{name: http, containerPort: 8080}]}]}}}")));
    assertEquals(2, ready(then).size());
  }

  @Test
  void whatKeepsPodsFromRunningIsNotMendedByOtherLabels() throws SourceException {
    Evidence broken =
        withStatus(
            notReady(seen(SHOP)),
            Obj.EMPTY
                .with("phase", "Pending")
                .with(
                    "containerStatuses",
                    Arr.of(
                        Obj.EMPTY.with(
                            "state",
                            Obj.EMPTY.with(
                                "waiting", Obj.EMPTY.with("reason", "ImagePullBackOff"))))));
    Evidence labelled =
        broken.with(
            List.of(patch(DEPLOYMENT, "spec: {template: {metadata: {labels: {tier: a}}}}")));
    PodView pod = labelled.pods("default").getFirst();
    assertEquals("a", pod.labels().get("tier"));
    assertEquals("Pending", pod.phase());
    Evidence mended =
        broken.with(
            List.of(
                patch(
                    DEPLOYMENT,
                    "spec: {template: {spec: {containers: [{name: c, image: other, ports: [{name: http, containerPort: 8080}]}]}}}")));
    assertEquals("Running", mended.pods("default").getFirst().phase());
    assertEquals(2, ready(mended).size());
  }

  @Test
  void scalingUpMakesPodsThatServe() throws SourceException {
    Evidence none = seen(SHOP.replace("replicas: 2", "replicas: 0"));
    assertTrue(ready(none).isEmpty());
    Evidence then = none.with(List.of(new Change.Scale(DEPLOYMENT, 3)));
    assertEquals(3, ready(then).size());
    PodView pod = then.pods("default").getFirst();
    Workload made = then.workloadOf(pod);
    assertNotNull(made);
    assertEquals(DEPLOYMENT, made.ref());
  }

  @Test
  void scalingDownKeepsTheAddressesOfThoseThatStay() throws SourceException {
    Evidence seen = seen(SHOP);
    Evidence then = seen.with(List.of(new Change.Scale(DEPLOYMENT, 1)));
    assertEquals(addresses(seen).subList(0, 1), addresses(then));
    assertEquals(1, ready(then).size());
  }

  @Test
  void aDeletedWorkloadTakesItsPodsAlong() throws SourceException {
    Evidence then = seen(SHOP).with(List.of(new Change.Delete(DEPLOYMENT)));
    assertTrue(then.pods("default").isEmpty());
    assertTrue(ready(then).isEmpty());
  }

  @Test
  void aNewServiceGetsAnAddressAndEndpoints() throws SourceException {
    Obj service =
        Obj.EMPTY
            .with("apiVersion", "v1")
            .with("kind", "Service")
            .with("metadata", Obj.EMPTY.with("name", "too").with("namespace", "default"))
            .with(
                "spec",
                Obj.EMPTY
                    .with("selector", Obj.EMPTY.with("app", "web"))
                    .with("ports", Arr.of(Obj.EMPTY.with("port", 80))));
    Evidence then = seen(SHOP).with(List.of(new Change.Create(ResourceName.SERVICES, service)));
    ServiceView made = then.service(new ObjectKey("default", "too"));
    assertNotNull(made);
    assertTrue(made.hasClusterIp());
    assertEquals(2, then.slices(made.key()).getFirst().endpoints().size());
  }

  @Test
  void whatPodsListenOnStaysTrueWhileTheyStay() throws SourceException {
    Evidence seen = seen(SHOP);
    PodView pod = seen.pods("default").getFirst();
    Probed probed = new Probed(Map.of(pod.key(), List.of()), Map.of(), Map.of());
    Evidence portChanged =
        seen.with(probed)
            .with(
                List.of(
                    patch(
                        ObjectRef.service(WEB), "{spec: {ports: [{port: 80, targetPort: 81}]}}")));
    assertEquals(probed.listening(), portChanged.probed().listening());
    Evidence podsAnew =
        seen.with(probed)
            .with(List.of(patch(DEPLOYMENT, "{spec: {template: {spec: {nodeName: other}}}}")));
    assertEquals(Map.of(), podsAnew.probed().listening());
  }

  @Test
  void forServicesThatWereNotSeenNothingFollows() {
    Evidence seen =
        Evidence.builder(NOW, Facts.UNKNOWN)
            .add(
                ResourceName.PODS,
                Obj.of("metadata", Obj.strings(Map.of("name", "a", "namespace", "default"))))
            .sawAll(ResourceName.PODS)
            .build();
    ObjectRef pod = ObjectRef.pod(new ObjectKey("default", "a"));
    assertTrue(seen.with(List.of(new Change.Delete(pod))).pods("default").isEmpty());
  }

  @Test
  void aDeletedObjectIsGone() throws SourceException {
    Evidence then = seen(SHOP).with(List.of(new Change.Delete(ObjectRef.service(WEB))));
    assertNull(then.service(WEB));
    assertFalse(then.pods("default").isEmpty());
  }
}
