package io.binnacle.doctor.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Reading a cluster: what may be seen is seen, the rest is said not to be.
final class ClusterReaderTest {
  private static final Instant NOW = Instant.parse("2030-05-01T12:00:00Z");
  private static final ObjectKey WEB = new ObjectKey("shop", "web");

  private final InProcessApi api = api();
  private final GuardedApi guarded = new GuardedApi(api);

  private static InProcessApi api() {
    InstantSource clock = InstantSource.fixed(NOW);
    Registry registry =
        new Registry(
            new MemoryStore(Retention.DEFAULT, clock),
            Schema.builtIn(),
            RegistryConfig.usual(clock, new Random(1)));
    return new InProcessApi(registry, "test");
  }

  ClusterReaderTest() {
    for (String namespace : List.of("kube-system", "other", "shop")) {
      create(ResourceName.NAMESPACES, "", "{'metadata':{'name':'" + namespace + "'}}");
      create(
          ResourceName.SERVICES,
          namespace,
          "{'metadata':{'name':'web'},'spec':{'selector':{'app':'web'},'ports':[{'port':80}]}}");
      create(
          ResourceName.PODS,
          namespace,
          "{'metadata':{'name':'web-1','labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'i'}]}}");
    }
  }

  private void create(ResourceName resource, String namespace, String json) {
    api.create(resource, namespace, Json.object(json.replace('\'', '"')));
  }

  private Evidence read(Scope scope) {
    return new ClusterReader(guarded, ClusterReader.Progress.NONE).read(scope, Facts.UNKNOWN, NOW);
  }

  @Test
  void allNamespacesAreSeen() {
    Evidence seen = read(Scope.EVERYWHERE);
    assertEquals(3, seen.all(ResourceName.SERVICES).size());
    assertEquals(1, seen.pods("shop").size());
    assertEquals(NOW, seen.now());
  }

  @Test
  void ofAnotherNamespaceServicesAndPodsAreSeenInPassing() {
    Evidence seen = read(new Scope("shop"));
    assertTrue(seen.sees(ResourceName.PODS, "other"));
    assertNotNull(seen.service(new ObjectKey("other", "web")));
    assertFalse(seen.sees(ResourceName.DEPLOYMENTS, "other"));
    assertTrue(seen.sees(ResourceName.DEPLOYMENTS, "shop"));
  }

  @Test
  void whatMayNotBeListedIsNotSeenAndSaysSo() {
    guarded.forbid(ResourceName.NODES, "");
    NotSeenException missing =
        assertThrows(NotSeenException.class, () -> read(Scope.EVERYWHERE).nodes());
    assertEquals("cannot list nodes: forbidden", missing.missing());
  }

  @Test
  void whoMaySeeOneNamespaceOnlySeesThatOne() {
    guarded.forbid(ResourceName.SERVICES, "").forbid(ResourceName.PODS, "");
    Evidence seen = read(new Scope("shop"));
    assertNotNull(seen.service(WEB));
    assertEquals(1, seen.pods("shop").size());
    NotSeenException missing = assertThrows(NotSeenException.class, () -> seen.pods("other"));
    assertEquals("cannot list pods in namespace other: forbidden", missing.missing());
  }

  @Test
  void whoMayNotEvenListServicesIsToldByTheServer() {
    guarded.forbid(ResourceName.SERVICES, "").forbid(ResourceName.SERVICES, "shop");
    guarded.forbid(ResourceName.SERVICES, "kube-system");
    ApiException refused = assertThrows(ApiException.class, () -> read(new Scope("shop")));
    assertEquals(403, refused.status().code());
  }

  @Test
  void aKindTheServerDoesNotServeHasNoObjects() {
    Evidence seen = read(Scope.EVERYWHERE);
    assertEquals(0, seen.all(Kinds.INGRESSES).size());
    assertEquals(0, seen.all(Kinds.DAEMON_SETS).size());
  }

  @Test
  void slicesThatAreNotServedAreNotThereToBeSeen() {
    guarded.fail(
        ResourceName.ENDPOINT_SLICES, "", new Status(404, "NotFound", "not found", Obj.EMPTY));
    assertFalse(read(Scope.EVERYWHERE).sees(ResourceName.ENDPOINT_SLICES));
  }

  @Test
  void rangesOfClusterAddressesAreRead() {
    create(
        ResourceName.SERVICE_CIDRS,
        "",
        "{'metadata':{'name':'kubernetes'},'spec':{'cidrs':['10.96.0.0/12']}}");
    assertEquals(List.of(Cidr.of("10.96.0.0/12")), read(Scope.EVERYWHERE).facts().serviceRanges());
  }

  @Test
  void setsADeploymentKeepsForGoingBackAreLeftOut() {
    String set =
        "{'metadata':{'name':'%s','ownerReferences':[{'apiVersion':'apps/v1','kind':'Deployment','name':'web','uid':'1','controller':true}]},"
            + "'spec':{'replicas':%d,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
            + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
    create(ResourceName.REPLICA_SETS, "shop", set.formatted("old", 0));
    create(ResourceName.REPLICA_SETS, "shop", set.formatted("new", 2));
    Evidence seen = read(Scope.EVERYWHERE);
    assertEquals(1, seen.all(ResourceName.REPLICA_SETS, "shop").size());
  }

  @Test
  void endpointsAControllerCopiesAreLeftOutButNotThoseOfPeople() {
    create(
        ResourceName.SERVICES, "shop", "{'metadata':{'name':'db'},'spec':{'ports':[{'port':80}]}}");
    create(ResourceName.ENDPOINTS, "shop", "{'metadata':{'name':'db'}}");
    create(ResourceName.ENDPOINTS, "shop", "{'metadata':{'name':'web'}}");
    create(ResourceName.ENDPOINTS, "shop", "{'metadata':{'name':'stray'}}");
    assertEquals(
        List.of("db", "stray"),
        read(Scope.EVERYWHERE).all(ResourceName.ENDPOINTS, "shop").stream()
            .map(e -> ObjectKey.of(e).name())
            .toList());
  }

  @Test
  void whatNoCheckReadsIsLeftOut() {
    for (Obj service : read(Scope.EVERYWHERE).all(ResourceName.SERVICES)) {
      assertFalse(service.obj("metadata").has("selfLink"), service.toString());
    }
  }

  @Test
  void ofWhoWroteWhatTheLastTimeIsKept() {
    Obj written =
        Json.object(
            """
            {"metadata":{"name":"web","namespace":"shop","managedFields":[
              {"manager":"a","time":"2030-05-01T11:59:59Z","fieldsV1":{"f:spec":{}}},
              {"manager":"b","time":"2030-04-01T11:59:59Z","fieldsV1":{"f:metadata":{}}},
              {"manager":"c"}]}}\
            """);
    Obj trimmed = new Trim().of(ResourceName.SERVICES, written);
    assertEquals(Instant.parse("2030-05-01T11:59:59Z"), Moments.changed(trimmed));
    assertEquals(
        "[{\"time\":\"2030-05-01T11:59:59Z\"}]",
        trimmed.obj("metadata").arr("managedFields").toString());
  }

  @Test
  void whatWasWrittenLongAgoIsNotFresh() {
    Obj written =
        Json.object(
            """
            {"metadata":{"name":"web","namespace":"shop","managedFields":[{"manager":"a","time":"2030-04-01T11:59:59Z"}]}}\
            """);
    Evidence seen = read(Scope.EVERYWHERE);
    assertFalse(Moments.isFresh(new Trim().of(ResourceName.SERVICES, written), seen));
  }

  @Test
  void noLeaseMovesTheClock() {
    create(
        ResourceName.LEASES,
        "kube-system",
        "{'metadata':{'name':'node'},'spec':{'renewTime':'2030-05-01T12:03:00.000000Z'}}");
    assertEquals(NOW, read(Scope.EVERYWHERE).now());
  }
}
