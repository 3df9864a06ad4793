package io.binnacle.node.agent;

import static io.binnacle.node.agent.Town.container;
import static io.binnacle.node.agent.Town.one;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

  @Test
  void aCrashLoopWaitsLongerEachTime() {
    town.pod("web", one("sleep 1; exit 3"));
    StringBuilder seen = new StringBuilder();
    String last = "";
    for (int second = 0; second < 120; second++) {
      String now = town.line("web");
      if (!now.equals(last)) {
        seen.append(second).append(' ').append(now).append('\n');
        last = now;
      }
      town.pass(1);
    }
    assertEquals("", seen.toString());
  }
}
