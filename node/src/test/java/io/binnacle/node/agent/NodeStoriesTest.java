package io.binnacle.node.agent;

import static io.binnacle.node.agent.Town.container;
import static io.binnacle.node.agent.Town.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node does besides running Pods: registering, refusing, surviving.
class NodeStoriesTest {
  @TempDir Path folder;
  private Town town;

  @BeforeEach
  void build() {
    town = new Town(3, folder);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private Obj node() {
    return town.api.get(Target.of(ResourceName.NODES, new ObjectKey("", "node-1")));
  }

  private String ready() {
    return node().obj("status").arr("conditions").objects().stream()
        .filter(c -> c.str("type").equals("Ready"))
        .map(c -> c.str("status") + " " + c.str("reason") + ": " + c.str("message"))
        .findFirst()
        .orElse("");
  }

  @Test
  void theNodeRegistersAndSaysWhatItIs() {
    assertEquals("True KubeletReady: kubelet is posting ready status", ready());
    assertEquals("node-1", Meta.labels(node()).get("kubernetes.io/hostname"));
    assertEquals("10.244.0.0/24", node().obj("spec").str("podCIDR"));
    assertEquals("fake://1.0", node().obj("status").obj("nodeInfo").str("containerRuntimeVersion"));
    assertEquals("110", node().obj("status").obj("allocatable").str("pods"));
    assertEquals("2", node().obj("status").obj("allocatable").str("cpu"));
    Obj lease = town.api.get(Target.of(ResourceName.LEASES, "kube-node-lease", "node-1"));
    town.pass(25);
    Obj later = town.api.get(Target.of(ResourceName.LEASES, "kube-node-lease", "node-1"));
    assertFalse(lease.obj("spec").str("renewTime").equals(later.obj("spec").str("renewTime")));
  }

  @Test
  void theNodeIsNotReadyWhileItsRuntimeIsDownAndPodsGoOnWhenItIsBack() {
    town.pod("web", one(""));
    town.runtime.setDown(true);
    town.pass(11);
    assertEquals("False KubeletNotReady: container runtime is down: fake runtime is down", ready());
    town.pod("late", one(""));
    town.pass(30);
    assertEquals("Running c=Ready", town.line("web"));
    assertEquals("Pending c=ContainerCreating", town.line("late"));
    town.runtime.setDown(false);
    town.pass(10);
    assertEquals("True KubeletReady: kubelet is posting ready status", ready());
    assertEquals("Running c=Ready", town.line("late"));
    assertEquals("Running c=Ready", town.line("web"));
    assertTrue(town.events("late").stream().noneMatch(e -> e.startsWith("Failed")));
  }

  @Test
  void aNewAgentFindsItsPodsAndRestartsNothing() {
    town.pod("web", one("sleep 3; exit 1"));
    town.pod("db", one(""));
    town.pass(12);
    assertEquals("Running c=CrashLoopBackOff(1)", town.line("web"));
    List<Container> before = town.running();
    town.restart();
    assertEquals("Running c=CrashLoopBackOff(1)", town.line("web"));
    town.pass(5);
    assertEquals("Running c=Ready(2)", town.line("web"));
    assertEquals("Running c=Ready", town.line("db"));
    assertTrue(
        town.running().stream().map(Container::id).toList().contains(before.getFirst().id()));
  }

  @Test
  void whatHappensWhileNoAgentIsThereIsMadeUpFor() {
    town.pod("gone", one(""));
    town.pod("deleted", one(""));
    town.pod("ended", one("sleep 5; exit 2") + ",'restartPolicy':'Never'");
    town.agent.close();
    town.api.delete(Target.of(ResourceName.PODS, "default", "gone"), DeleteOptions.NOW);
    town.api.delete(Target.of(ResourceName.PODS, "default", "deleted"), DeleteOptions.DEFAULT);
    town.pass(10);
    town.agent = town.newAgent();
    town.agent.start();
    town.settle();
    assertEquals("Failed c=Error:2", town.line("ended"));
    town.pass(5);
    assertFalse(town.exists("deleted"));
    assertEquals(1, town.runtime.sandboxes().size());
    assertEquals(List.of("c"), town.runtime.containers().stream().map(Container::name).toList());
  }

  @Test
  void aChangeNoHintToldOfIsFoundAllTheSame() {
    town.pod("web", one("sleep 1; exit 1"));
    town.runtime.setSilent(true);
    town.pass(15);
    assertTrue(town.line("web").contains("(1)"), town.line("web"));
  }

  @Test
  void aSandboxThatDiesIsMadeAgainWithAllItsContainers() {
    town.pod("web", "'initContainers':[" + container("first", "sleep 1") + "]," + one(""));
    town.pass(2);
    assertEquals("Running first=Completed:0 c=Ready", town.line("web"));
    String ip = town.get("web").obj("status").str("podIP");
    town.runtime.crashSandbox(town.runtime.sandboxes().getFirst().id());
    town.pass(3);
    assertEquals("Running first=Completed:0(1) c=Ready(1)", town.line("web"));
    assertFalse(ip.equals(town.get("web").obj("status").str("podIP")));
    assertTrue(
        town.events("web")
            .contains("SandboxChanged: Pod sandbox changed, it will be killed and re-created."));
    town.pass(20);
    town.delete("web");
    assertEquals(List.of(), town.runtime.sandboxes());
  }

  @Test
  void aPodThatMustNotRunTwiceFailsWithItsSandbox() {
    town.pod("job", one("") + ",'restartPolicy':'Never'");
    town.runtime.crashSandbox(town.runtime.sandboxes().getFirst().id());
    town.pass(3);
    assertEquals("Failed c=Error:137", town.line("job"));
  }

  @Test
  void aSandboxThatCannotBeMadeIsTriedAgain() {
    town.runtime.failNext("runSandbox", new RuntimeFailure(Kind.OTHER, "no free address"));
    town.runtime.failNext("runSandbox", new RuntimeFailure(Kind.OTHER, "no free address"));
    town.pod("web", one(""));
    assertEquals("Pending c=ContainerCreating", town.line("web"));
    assertTrue(
        town.events("web")
            .contains("FailedCreatePodSandBox: Failed to create pod sandbox: no free address"));
    town.pass(4);
    assertEquals("Running c=Ready", town.line("web"));
  }

  @Test
  void aPodWaitsForItsVolumes() {
    town.volumes.trouble = "MountVolume.SetUp failed for volume \"a\" : configmap \"x\" not found";
    town.pod("web", one(""));
    assertEquals("Pending c=ContainerCreating", town.line("web"));
    assertEquals(
        "FailedMount: MountVolume.SetUp failed for volume \"a\" : configmap \"x\" not found",
        town.events("web").getFirst());
    town.volumes.trouble = "";
    town.pass(8);
    assertEquals("Running c=Ready", town.line("web"));
  }

  @Test
  void aContainerWaitsForTheConfigMapItNames() {
    town.pod(
        "web",
        "'containers':[{'name':'c','image':'app','imagePullPolicy':'Never','env':[{'name':'A','valueFrom':"
            + "{'configMapKeyRef':{'name':'settings','key':'a'}}}]}]");
    assertEquals("Pending c=CreateContainerConfigError", town.line("web"));
    Obj c = town.get("web").obj("status").arr("containerStatuses").objects().getFirst();
    assertEquals("configmap \"settings\" not found", c.obj("state").obj("waiting").str("message"));
    town.api.create(
        ResourceName.CONFIG_MAPS,
        "default",
        Town.object(
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'settings'},'data':{'a':'1'}}"));
    town.settle();
    assertEquals("Running c=Ready", town.line("web"));
  }

  @Test
  void anImageThatMustBeHereOrHasNoNameSaysSo() {
    town.pod("never", "'containers':[{'name':'c','image':'other','imagePullPolicy':'Never'}]");
    assertEquals("Pending c=ErrImageNeverPull", town.line("never"));
    town.pod("bad", "'containers':[{'name':'c','image':'UPPER:case'}]");
    assertEquals("Pending c=InvalidImageName", town.line("bad"));
    town.pod("pulled", "'containers':[{'name':'c','image':'other:1'}]");
    town.pass(1);
    assertEquals("Running c=Ready", town.line("pulled"));
    assertEquals(
        List.of(
            "Pulling: Pulling image \"other:1\"",
            "Pulled: Successfully pulled image \"other:1\" in 500ms (500ms including waiting)."
                + " Image size: 1000000 bytes."),
        town.events("pulled").subList(0, 2));
  }

  @Test
  void aPodTheNodeCannotTakeFails() {
    town.pod(
        "big", "'containers':[{'name':'c','image':'app','resources':{'requests':{'cpu':'3'}}}]");
    assertEquals("Failed(OutOfcpu)", town.line("big"));
    assertEquals(
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used: 0,"
            + " capacity: 2000",
        town.get("big").obj("status").str("message"));
    town.pod("else", one("") + ",'nodeSelector':{'disk':'ssd'}");
    assertEquals("Failed(NodeAffinity)", town.line("else"));
    String port =
        "'containers':[{'name':'c','image':'app','imagePullPolicy':'Never','ports':[{'containerPort':80,'hostPort':80}]}]";
    town.pod("first", port);
    town.pod("second", port);
    assertEquals("Running c=Ready", town.line("first"));
    assertEquals("Failed(NodePorts)", town.line("second"));
    town.pass(20);
    assertEquals("Failed(NodePorts)", town.line("second"));
    town.restart();
    assertEquals("Failed(NodePorts)", town.line("second"));
    assertEquals("Running c=Ready", town.line("first"));
    town.delete("second");
    assertFalse(town.exists("second"));
  }

  @Test
  void podsOfOthersAreLeftAlone() {
    town.pod(
        "dns", one(""), p -> Meta.withAnnotation(p, "kubernetes.io/config.source", "binnacle"));
    town.pass(5);
    assertEquals("Pending", town.line("dns"));
    assertEquals(List.of(), town.runtime.sandboxes());
  }

  @Test
  void anAgentThatIsClosedLeavesContainersRunningAndPurgeLeavesNothing() throws Exception {
    town.pod("web", one("echo hello; sleep 1000"));
    town.agent.close();
    town.settle();
    assertEquals(1, town.running().size());
    assertThat(folder.resolve("logs")).isNotEmptyDirectory();
    assertEquals(List.of(), town.agent.purge());
    assertEquals(List.of(), town.runtime.sandboxes());
    assertEquals(List.of(), town.runtime.containers());
    assertFalse(Files.exists(folder.resolve("logs")));
  }

  @Test
  void fiftyPodsAtOnceAllRun() {
    for (int i = 0; i < 50; i++) {
      town.api.create(
          ResourceName.PODS,
          "default",
          Town.object(
              "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p"
                  + i
                  + "'},'spec':{'nodeName':'node-1',"
                  + one("")
                  + "}}"));
    }
    town.settle();
    for (int i = 0; i < 50; i++) {
      assertEquals("Running c=Ready", town.line("p" + i));
    }
  }
}
