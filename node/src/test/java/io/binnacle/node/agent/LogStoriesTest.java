package io.binnacle.node.agent;

import static io.binnacle.node.agent.Town.one;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgent.ExecRequest;
import io.binnacle.client.node.NodeAgent.PodRef;
import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `kubectl logs`, `exec`, `attach` and `port-forward` get.
class LogStoriesTest {
  private static final Streams OUTPUT = new Streams(false, true, true, false);

  @TempDir Path folder;
  private Town town;

  @BeforeEach
  void build() {
    town = new Town(4, folder);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private NodeAgent agent() {
    NodeAgent agent = town.agent.of("node-1");
    if (agent == null) {
      throw new AssertionError("node-1 has no agent");
    }
    return agent;
  }

  private PodRef ref(String pod) {
    return new PodRef("default", pod, Meta.uid(town.get(pod)));
  }

  private String log(String pod, boolean previous) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    agent()
        .logs(
            new LogRequest(ref(pod), "c", false, previous, null, null, null, false),
            new LogSink() {
              @Override
              public boolean write(byte[] bytes, int from, int length) {
                out.write(bytes, from, length);
                return true;
              }

              @Override
              public boolean isOpen() {
                return true;
              }

              @Override
              public void onClose(Runnable action) {}
            });
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String status(ApiException e) {
    return e.status().code() + " " + e.status().message();
  }

  @Test
  void theLogOfAContainerAndOfTheOneBeforeIt() {
    town.pod("web", one("echo hello; sleep 2; exit 1"));
    assertEquals("hello\n", log("web", false));
    assertEquals(
        "400 previous terminated container \"c\" in pod \"web\" not found",
        status(assertThrows(ApiException.class, () -> log("web", true))));
    town.pass(2);
    assertEquals("Running c=Ready(1)", town.line("web"));
    assertEquals("hello\n", log("web", true));
    town.pass(3);
    assertEquals("hello\n", log("web", false), "while it waits to be restarted");
  }

  @Test
  void aContainerThatHasNotBegunHasNoLog() {
    town.pod("web", "'containers':[{'name':'c','image':'missing:1'}]");
    assertEquals(
        "400 container \"c\" in pod \"web\" is waiting to start: ContainerCreating",
        status(assertThrows(ApiException.class, () -> log("web", false))));
    town.pass(2);
    assertEquals(
        "400 container \"c\" in pod \"web\" is waiting to start: image can't be pulled",
        status(assertThrows(ApiException.class, () -> log("web", false))));
    town.pass(5);
    assertEquals(
        "400 container \"c\" in pod \"web\" is waiting to start: trying and failing to pull image",
        status(assertThrows(ApiException.class, () -> log("web", false))));
  }

  @Test
  void doorsOpenToContainersThatRun() {
    town.pod("web", one(""));
    NodeAgent agent = agent();
    ExecRequest request = new ExecRequest(ref("web"), "c", List.of("ls"), OUTPUT);
    assertEquals("/exec/c2", agent.exec(request).getPath());
    assertEquals("/attach/c2", agent.attach(ref("web"), "c", OUTPUT).getPath());
    assertEquals("/portforward/s1", agent.portForward(ref("web"), List.of(80)).getPath());
    assertEquals(
        "404 container not found (\"d\")",
        status(
            assertThrows(
                ApiException.class,
                () -> agent.exec(new ExecRequest(ref("web"), "d", List.of("ls"), OUTPUT)))));
    assertEquals(
        "404 pods \"web\" not found",
        status(
            assertThrows(
                ApiException.class,
                () -> agent.attach(new PodRef("default", "web", "other"), "c", OUTPUT))));
    assertEquals(
        "400 container c did not allocate a TTY",
        status(
            assertThrows(
                ApiException.class,
                () -> agent.attach(ref("web"), "c", new Streams(false, true, false, true)))));
  }
}
