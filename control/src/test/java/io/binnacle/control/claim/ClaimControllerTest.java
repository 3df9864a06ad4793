package io.binnacle.control.claim;

import static io.binnacle.control.workload.Cluster.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.control.statefulset.StatefulSetController;
import io.binnacle.control.workload.Cluster;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimControllerTest {
  private static final ResourceName CLAIMS = ResourceName.PERSISTENT_VOLUME_CLAIMS;
  private static final ResourceName VOLUMES = ResourceName.PERSISTENT_VOLUMES;

  private final List<String> removed = new ArrayList<>();
  private boolean diskFails;
  private final Cluster cluster =
      new Cluster(
          7,
          List.of(
              context -> new ClaimController(context, "/data", this::remove),
              EphemeralClaims::new,
              StatefulSetController::new));

  private void remove(String path) throws IOException {
    if (diskFails) {
      throw new IOException("disk is on fire");
    }
    removed.add(path);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void storageClass(String name, String mode, String provisioner, boolean isDefault) {
    cluster.api.create(
        ResourceName.STORAGE_CLASSES,
        "",
        object(
            "{'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'"
                + name
                + "','annotations':{'storageclass.kubernetes.io/is-default-class':'"
                + isDefault
                + "'}},'provisioner':'"
                + provisioner
                + "','volumeBindingMode':'"
                + mode
                + "'}"));
    cluster.settle();
  }

  private void local() {
    storageClass("local", "WaitForFirstConsumer", "binnacle.io/local", true);
  }

  /// @param more further fields of the spec, each begins with a comma
  private void claim(String name, String more) {
    cluster.create(
        CLAIMS,
        object(
            "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'"
                + name
                + "'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}"
                + more
                + "}}"));
  }

  private void volume(String name, String size, String more) {
    cluster.api.create(
        VOLUMES,
        "",
        object(
            "{'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'"
                + name
                + "','labels':{'disk':'"
                + name
                + "'}},'spec':{'accessModes':['ReadWriteOnce','ReadOnlyMany'],'capacity':{'storage':'"
                + size
                + "'},'hostPath':{'path':'/mnt'}"
                + more
                + "}}"));
    cluster.settle();
  }

  private void pod(String name, String claim, String node) {
    cluster.create(
        ResourceName.PODS,
        object(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'"
                + name
                + "'},'spec':{'nodeName':'"
                + node
                + "','containers':[{'name':'c','image':'i'}],'volumes':[{'name':'v',"
                + "'persistentVolumeClaim':{'claimName':'"
                + claim
                + "'}}]}}"));
  }

  /// `PHASE VOLUME CLASS CAPACITY`.
  private String claimIs(String name) {
    Obj claim = cluster.get(CLAIMS, name);
    return (claim.obj("status").str("phase")
            + " "
            + claim.obj("spec").str("volumeName").replace(Meta.uid(claim), "UID")
            + " "
            + claim.obj("spec").str("storageClassName")
            + " "
            + claim.obj("status").obj("capacity").str("storage"))
        .strip();
  }

  private Obj onlyVolume() {
    List<Obj> volumes = volumes();
    assertThat(volumes).hasSize(1);
    return volumes.getFirst();
  }

  private List<Obj> volumes() {
    return cluster.api.list(VOLUMES, "", ListOptions.ALL).items();
  }

  private String volumeIs(String name) {
    Obj volume = cluster.api.get(Target.of(VOLUMES, "", name));
    return volume.obj("status").str("phase") + " " + volume.obj("spec").obj("claimRef").str("name");
  }

  @Test
  void aClaimOfTheDefaultClassWaitsForAPodAndThenGetsAFolder() {
    local();
    claim("data", "");
    assertEquals("Pending  local", claimIs("data"));
    assertThat(cluster.events())
        .containsExactly(
            "WaitForFirstConsumer: waiting for first consumer to be created before binding");

    pod("web", "data", "");
    assertEquals("Bound pvc-UID local 1Gi", claimIs("data"));
    Obj volume = onlyVolume();
    String uid = Meta.uid(cluster.get(CLAIMS, "data"));
    assertEquals("Bound", volume.obj("status").str("phase"));
    assertEquals("Delete", volume.obj("spec").str("persistentVolumeReclaimPolicy"));
    assertEquals("/data/default_data_pvc-" + uid, volume.obj("spec").obj("hostPath").str("path"));
    assertThat(cluster.events())
        .contains(
            "Provisioning: External provisioner is provisioning volume for claim \"default/data\"",
            "ProvisioningSucceeded: Successfully provisioned volume pvc-" + uid);
    assertEquals("yes", Meta.annotation(cluster.get(CLAIMS, "data"), Marks.BIND_COMPLETED));
  }

  @Test
  void aClaimOfAnImmediateClassIsBoundAtOnce() {
    storageClass("fast", "Immediate", "binnacle.io/local", false);
    claim("data", ",'storageClassName':'fast'");
    assertEquals("Bound pvc-UID fast 1Gi", claimIs("data"));
  }

  @Test
  void aClaimWithoutAClassTakesTheSmallestVolumeThatSuits() {
    volume("tiny", "500Mi", "");
    volume("large", "5Gi", "");
    volume("right", "2Gi", "");
    volume("classy", "1Gi", ",'storageClassName':'x'");
    assertEquals("Available ", volumeIs("right"));
    claim("data", ",'storageClassName':''");
    assertEquals("Bound right  2Gi", claimIs("data"));
    assertEquals("Bound data", volumeIs("right"));
    claim("second", ",'storageClassName':''");
    assertEquals("Bound large  5Gi", claimIs("second"));
    claim("third", ",'storageClassName':''");
    assertEquals("Pending", claimIs("third"));
    assertThat(cluster.events())
        .contains(
            "FailedBinding: no persistent volumes available for this claim and no storage class is"
                + " set");
  }

  @Test
  void aVolumeThatComesLaterIsFound() {
    claim("data", ",'storageClassName':''");
    volume("late", "1Gi", "");
    assertEquals("Bound late  1Gi", claimIs("data"));
  }

  @Test
  void labelsAndAReservationDecide() {
    volume("a", "1Gi", "");
    volume("b", "1Gi", "");
    volume("kept", "1Gi", ",'claimRef':{'namespace':'default','name':'chosen'}");
    claim("data", ",'storageClassName':'','selector':{'matchLabels':{'disk':'b'}}");
    assertEquals("Bound b  1Gi", claimIs("data"));
    claim("chosen", ",'storageClassName':''");
    assertEquals("Bound kept  1Gi", claimIs("chosen"));
    assertEquals("Available ", volumeIs("a"));
  }

  @Test
  void aVolumeAskedForByNameMustSuitAndBeFree() {
    volume("small", "500Mi", "");
    claim("data", ",'storageClassName':'','volumeName':'small'");
    assertThat(cluster.events())
        .contains(
            "VolumeMismatch: Cannot bind to requested volume \"small\": requested PV is too small");
    volume("fits", "1Gi", "");
    claim("one", ",'storageClassName':'','volumeName':'fits'");
    claim("two", ",'storageClassName':'','volumeName':'fits'");
    assertEquals("Bound fits  1Gi", claimIs("one"));
    assertThat(cluster.events())
        .contains("FailedBinding: volume \"fits\" already bound to a different claim.");
  }

  @Test
  void twoClaimsNeverGetOneVolume() {
    for (int i = 0; i < 4; i++) {
      cluster.api.create(
          CLAIMS,
          "default",
          object(
              "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'c"
                  + i
                  + "'},'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'',"
                  + "'resources':{'requests':{'storage':'1Gi'}}}}"));
    }
    volume("a", "1Gi", "");
    volume("b", "1Gi", "");
    assertThat(cluster.list(CLAIMS).stream().map(c -> c.obj("spec").str("volumeName")))
        .containsExactlyInAnyOrder("a", "b", "", "");
  }

  @Test
  void classesNobodyServesAreToldOf() {
    claim("lost", ",'storageClassName':'gone'");
    storageClass("cloud", "Immediate", "cloud.example/disk", false);
    claim("foreign", ",'storageClassName':'cloud'");
    assertThat(cluster.events())
        .contains(
            "ProvisioningFailed: storageclass.storage.k8s.io \"gone\" not found",
            "ExternalProvisioning: Waiting for a volume to be created either by the external"
                + " provisioner 'cloud.example/disk' or manually by the system administrator. If"
                + " volume creation is delayed, please verify that the provisioner is running and"
                + " correctly registered.");
  }

  @Test
  void aClaimInUseStaysUntilItsPodIsGoneAndThenItsFolderGoesToo() {
    local();
    claim("data", "");
    pod("web", "data", "node-1");
    String path = onlyVolume().obj("spec").obj("hostPath").str("path");
    cluster.delete(CLAIMS, "data");
    assertThat(Meta.isDeleting(cluster.get(CLAIMS, "data"))).isTrue();
    assertThat(removed).isEmpty();

    cluster.delete(ResourceName.PODS, "web");
    cluster.podsEnd();
    assertThat(cluster.names(CLAIMS)).isEmpty();
    assertThat(removed).contains(path);
    assertThat(volumes()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeRemovedIsTriedAgain() {
    storageClass("fast", "Immediate", "binnacle.io/local", false);
    claim("data", ",'storageClassName':'fast'");
    diskFails = true;
    cluster.delete(CLAIMS, "data");
    assertEquals("Failed", onlyVolume().obj("status").str("phase"));
    assertEquals("disk is on fire", onlyVolume().obj("status").str("message"));
    assertThat(cluster.events()).contains("VolumeFailedDelete: disk is on fire");
    diskFails = false;
    cluster.time.advance(Duration.ofSeconds(16));
    assertThat(volumes()).isEmpty();
  }

  @Test
  void aRetainedVolumeIsReleasedAndGoesToNobody() {
    volume("mine", "1Gi", "");
    claim("data", ",'storageClassName':''");
    cluster.delete(CLAIMS, "data");
    assertEquals("Released data", volumeIs("mine"));
    claim("data", ",'storageClassName':''");
    assertEquals("Pending", claimIs("data"));
    assertThat(removed).isEmpty();
  }

  @Test
  void aVolumeSomebodyElseMadeIsNotDeletedFromDisk() {
    volume("mine", "1Gi", ",'persistentVolumeReclaimPolicy':'Delete'");
    claim("data", ",'storageClassName':''");
    cluster.api.update(
        Target.of(VOLUMES, "", "mine"),
        Meta.withAnnotation(
            cluster.api.get(Target.of(VOLUMES, "", "mine")),
            Marks.PROVISIONED_BY,
            Marks.PROVISIONER));
    cluster.settle();
    cluster.delete(CLAIMS, "data");
    assertEquals("Failed data", volumeIs("mine"));
    assertThat(removed).isEmpty();
  }

  @Test
  void aVolumeInUseCannotBeDeletedAndAClaimThatLostItsVolumeSaysSo() {
    volume("mine", "1Gi", "");
    claim("data", ",'storageClassName':''");
    cluster.api.delete(Target.of(VOLUMES, "", "mine"), DeleteOptions.DEFAULT);
    cluster.settle();
    Obj deleting = cluster.api.get(Target.of(VOLUMES, "", "mine"));
    assertThat(Meta.isDeleting(deleting)).isTrue();
    cluster.api.update(Target.of(VOLUMES, "", "mine"), Meta.withFinalizers(deleting, List.of()));
    cluster.settle();
    assertThat(volumes()).isEmpty();
    assertThat(claimIs("data")).startsWith("Lost mine");
    assertThat(cluster.events())
        .contains(
            "ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!");
  }

  @Test
  void claimsOfAStatefulSetAreBoundWhenItsPodsCome() {
    local();
    cluster.create(
        ResourceName.STATEFUL_SETS,
        object(
            "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'db'},'spec':{'replicas':2,"
                + "'serviceName':'db','selector':{'matchLabels':{'app':'db'}},'template':{'metadata':"
                + "{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c','image':'i','volumeMounts':"
                + "[{'name':'data','mountPath':'/d'}]}]}},'volumeClaimTemplates':[{'metadata':{'name':"
                + "'data'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':"
                + "'1Gi'}}}}]}}"));
    cluster.podsRun();
    cluster.podsRun();
    assertThat(cluster.names(CLAIMS)).containsExactly("data-db-0", "data-db-1");
    assertEquals("Bound pvc-UID local 1Gi", claimIs("data-db-0"));
    assertEquals("Bound pvc-UID local 1Gi", claimIs("data-db-1"));
  }

  @Test
  void anEphemeralVolumeGetsAClaimOfItsPod() {
    local();
    cluster.create(
        ResourceName.PODS,
        object(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'web'},'spec':{'containers':[{'name':'c',"
                + "'image':'i'}],'volumes':[{'name':'v','ephemeral':{'volumeClaimTemplate':{'metadata':"
                + "{'labels':{'a':'b'}},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':"
                + "{'storage':'1Gi'}}}}}}]}}"));
    assertEquals("Bound pvc-UID local 1Gi", claimIs("web-v"));
    Obj claim = cluster.get(CLAIMS, "web-v");
    assertEquals("b", Meta.labels(claim).get("a"));
    assertThat(Meta.isControlledBy(claim, Meta.uid(cluster.get(ResourceName.PODS, "web"))))
        .isTrue();
  }

  @Test
  void whatIsWrongWithVolumesAndClassesIsRefused() {
    assertThat(refusal("{'accessModes':[],'capacity':{'storage':'0'}}"))
        .contains("spec.accessModes: Required value")
        .contains("must be greater than zero")
        .contains("must specify a volume type");
    assertThat(
            refusal(
                "{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1'},'local':{'path':'/x'}}"))
        .contains("Local volume requires node affinity");
  }

  private String refusal(String spec) {
    try {
      cluster.api.create(
          VOLUMES,
          "",
          object(
              "{'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'x'},'spec':"
                  + spec
                  + "}"));
      return "";
    } catch (ApiException e) {
      return e.status().message();
    }
  }
}
