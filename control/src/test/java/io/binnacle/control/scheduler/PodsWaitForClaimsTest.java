package io.binnacle.control.scheduler;

import static io.binnacle.control.workload.Cluster.object;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.control.claim.ClaimController;
import io.binnacle.control.claim.EphemeralClaims;
import io.binnacle.control.workload.Cluster;
import io.binnacle.model.meta.ResourceName;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A Pod is placed once its claims are bound, and says what it waits for if that needs somebody's help.
class PodsWaitForClaimsTest {
  private final Cluster cluster =
      new Cluster(
          3,
          List.of(
              PodScheduler::new,
              EphemeralClaims::new,
              context -> new ClaimController(context, "/data", _ -> {})));

  @BeforeEach
  void oneNodeAndTheLocalClass() {
    cluster.api.create(
        ResourceName.NODES,
        "",
        object(
            "{'apiVersion':'v1','kind':'Node','metadata':{'name':'n'},'status':"
                + "{'allocatable':{'pods':'10'},'conditions':[{'type':'Ready','status':'True'}]}}"));
    cluster.api.create(
        ResourceName.STORAGE_CLASSES,
        "",
        object(
            "{'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'local',"
                + "'annotations':{'storageclass.kubernetes.io/is-default-class':'true'}},"
                + "'provisioner':'binnacle.io/local','volumeBindingMode':'WaitForFirstConsumer'}"));
    cluster.settle();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void pod(String volume) {
    cluster.create(
        ResourceName.PODS,
        object(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'containers':"
                + "[{'name':'c','image':'i'}],'volumes':["
                + volume
                + "]}}"));
  }

  private String node() {
    return cluster.get(ResourceName.PODS, "p").obj("spec").str("nodeName");
  }

  private List<String> scheduling() {
    return cluster.events().stream().filter(e -> e.contains("chedul")).toList();
  }

  @Test
  void anEphemeralVolumeIsNoTroubleWhileItsClaimIsBeingMade() {
    pod(
        "{'name':'s','ephemeral':{'volumeClaimTemplate':{'spec':{'accessModes':['ReadWriteOnce'],"
            + "'resources':{'requests':{'storage':'1Gi'}}}}}}");
    assertEquals(List.of("Scheduled: Successfully assigned default/p to n"), scheduling());
  }

  @Test
  void aClaimNobodyHasMadeIsNamedUntilItIsThere() {
    pod("{'name':'d','persistentVolumeClaim':{'claimName':'data'}}");
    assertEquals("", node());
    assertEquals(
        List.of(
            "FailedScheduling: 0/1 nodes are available: persistentvolumeclaim \"data\" not found."),
        scheduling());
    cluster.create(
        ResourceName.PERSISTENT_VOLUME_CLAIMS,
        object(
            "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'data'},'spec':"
                + "{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}"));
    assertEquals("n", node());
  }
}
