package io.binnacle.node.agent;

import static io.binnacle.node.agent.Town.container;
import static io.binnacle.node.agent.Town.one;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodStoriesTest {
  @TempDir Path folder;
  private Town town;

  @BeforeEach
  void build() {
    town = new Town(1, folder);
  }

  @AfterEach
  void close() {
    town.close();
  }

  @Test
  void aPodWithOneContainerRuns() {
    town.pod("web", one(""));
    assertEquals("Running c=Ready", town.line("web"));
    assertEquals(
        List.of(
            "Pulled: Container image \"app\" already present on machine",
            "Created: Created container: c",
            "Started: Started container c"),
        town.events("web"));
    town.delete("web");
    assertFalse(town.exists("web"));
    assertEquals(List.of(), town.runtime.sandboxes());
    assertEquals(List.of(), town.runtime.containers());
    assertEquals(
        List.of(
            "run web.0",
            "create web/c.0",
            "start web/c.0",
            "stop web/c.0 30s",
            "stop sandbox web.0",
            "remove sandbox web.0"),
        town.runtime.calls());
  }

  /// What `line` says, each time it says something else, with the second it was first seen.
  private String timeline(String pod, int seconds) {
    StringBuilder seen = new StringBuilder();
    String last = "";
    for (int second = 0; second <= seconds; second++) {
      String now = town.exists(pod) ? town.line(pod) : "gone";
      if (!now.equals(last)) {
        seen.append(second).append(' ').append(now).append('\n');
        last = now;
      }
      town.pass(1);
    }
    return seen.toString();
  }

  @Test
  void aCrashLoopWaitsTwiceAsLongEachTime() {
    town.pod("web", one("sleep 1; exit 3"));
    assertEquals(
        """
        0 Running c=Ready
        1 Running c=Ready(1)
        2 Running c=CrashLoopBackOff(1)
        12 Running c=Ready(2)
        13 Running c=CrashLoopBackOff(2)
        33 Running c=Ready(3)
        34 Running c=CrashLoopBackOff(3)
        74 Running c=Ready(4)
        75 Running c=CrashLoopBackOff(4)
        """,
        timeline("web", 120));
    String uid = Meta.uid(town.get("web"));
    Obj c = town.get("web").obj("status").arr("containerStatuses").objects().getFirst();
    assertEquals(
        "back-off 1m20s restarting failed container=c pod=web_default(" + uid + ")",
        c.obj("state").obj("waiting").str("message"));
    assertEquals(3, c.obj("lastState").obj("terminated").integer("exitCode", -1));
    assertEquals(2, town.runtime.containers().size(), "the last one and the one before");
    assertEquals(
        "BackOff: Back-off restarting failed container c in pod web_default(" + uid + ") x4",
        town.events("web").getLast());
  }

  @Test
  void anImageThatCannotBePulledIsTriedAgainLessAndLessOften() {
    town.pod("web", "'containers':[{'name':'c','image':'missing:1'}]");
    assertEquals(
        """
        0 Pending c=ContainerCreating
        1 Pending c=ErrImagePull
        6 Pending c=ImagePullBackOff
        11 Pending c=ErrImagePull
        16 Pending c=ImagePullBackOff
        32 Pending c=ErrImagePull
        37 Pending c=ImagePullBackOff
        """,
        timeline("web", 60));
    Obj c = town.get("web").obj("status").arr("containerStatuses").objects().getFirst();
    assertEquals(
        "Back-off pulling image \"missing:1\": ErrImagePull: failed to resolve reference"
            + " \"missing:1\": not found",
        c.obj("state").obj("waiting").str("message"));
    town.delete("web");
    assertFalse(town.exists("web"));
  }

  @Test
  void initContainersRunInOrderAndSidecarsBeforeTheOthers() {
    town.pod(
        "web",
        "'initContainers':["
            + container("first", "sleep 2")
            + ",{'name':'proxy','image':'app','imagePullPolicy':'IfNotPresent','restartPolicy':'Always'},"
            + container("second", "sleep 3")
            + "],'containers':["
            + container("c", "linger 3; sleep 10")
            + "]");
    assertEquals(
        """
        0 Pending first=Running proxy=PodInitializing second=PodInitializing c=PodInitializing
        2 Pending first=Completed:0 proxy=Ready second=Running c=PodInitializing
        5 Running first=Completed:0 proxy=Ready second=Completed:0 c=Ready
        """,
        timeline("web", 8));
    town.delete("web");
    assertEquals(
        """
        0 Running Terminating first=Completed:0 proxy=Ready second=Completed:0 c=Ready
        3 gone
        """,
        timeline("web", 4));
    assertEquals(
        List.of("stop web/c.0 30s", "stop web/proxy.0 27s", "stop sandbox web.0"),
        town.runtime.calls().stream().filter(c -> c.startsWith("stop")).toList());
  }

  @Test
  void aPodWhoseContainersHaveEndedIsOverAndItsSidecarGoesWithIt() {
    town.pod(
        "job",
        "'initContainers':[{'name':'proxy','image':'app','imagePullPolicy':'IfNotPresent','restartPolicy':'Always'}],"
            + "'containers':["
            + container("c", "sleep 2; message done; exit 0")
            + "],'restartPolicy':'Never'");
    assertEquals(
        """
        0 Running proxy=Ready c=Ready
        2 Succeeded proxy=Error:143 c=Completed:0
        """,
        timeline("job", 5));
    Obj c = town.get("job").obj("status").arr("containerStatuses").objects().getFirst();
    assertEquals("done", c.obj("state").obj("terminated").str("message"));
    assertEquals("PodCompleted", condition("job", "Ready").str("reason"));
    town.restart();
    assertEquals("Succeeded proxy=Error:143 c=Completed:0", town.line("job"));
    town.delete("job");
    assertFalse(town.exists("job"));
    assertEquals(List.of(), town.runtime.containers());
  }

  private Obj condition(String pod, String type) {
    return town.get(pod).obj("status").arr("conditions").objects().stream()
        .filter(c -> c.str("type").equals(type))
        .findFirst()
        .orElse(Obj.EMPTY);
  }

  @Test
  void anInitContainerThatFailsEndsAPodThatIsNotRestarted() {
    town.pod(
        "job",
        "'initContainers':["
            + container("first", "sleep 1; exit 4")
            + "],"
            + one("")
            + ",'restartPolicy':'Never'");
    assertEquals(
        """
        0 Pending first=Running c=PodInitializing
        1 Failed first=Error:4 c=PodInitializing
        """,
        timeline("job", 3));
  }

  @Test
  void anInitContainerThatFailsIsRestartedWithBackOff() {
    town.pod("web", "'initContainers':[" + container("first", "sleep 1; exit 4") + "]," + one(""));
    assertEquals(
        """
        0 Pending first=Running c=PodInitializing
        1 Pending first=Running(1) c=PodInitializing
        2 Pending first=CrashLoopBackOff(1) c=PodInitializing
        12 Pending first=Running(2) c=PodInitializing
        13 Pending first=CrashLoopBackOff(2) c=PodInitializing
        """,
        timeline("web", 20));
    assertEquals(
        "containers with incomplete status: [first]",
        condition("web", "Initialized").str("message"));
  }

  @Test
  void aContainerOutOfMemorySaysSo() {
    town.pod("web", one("sleep 2; oom") + ",'restartPolicy':'OnFailure'");
    town.pass(3);
    assertEquals("Running c=Ready(1)", town.line("web"));
    Obj c = town.get("web").obj("status").arr("containerStatuses").objects().getFirst();
    assertEquals("OOMKilled", c.obj("lastState").obj("terminated").str("reason"));
  }

  @Test
  void aContainerThatCannotStartIsTriedAgain() {
    town.pod("web", one("refuse exec /nope: no such file"));
    assertEquals(
        """
        0 Pending c=RunContainerError
        """
            .replace("Pending", "Running"),
        timeline("web", 2));
    Obj c = town.get("web").obj("status").arr("containerStatuses").objects().getFirst();
    assertEquals("exec /nope: no such file", c.obj("state").obj("waiting").str("message"));
    assertEquals("StartError", c.obj("lastState").obj("terminated").str("reason"));
  }
}
