package io.binnacle.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All kinds of questions, with dig, and what dig shows.
class DnsStoryTest {
  @TempDir Path temp;

  @Test
  void digShowsWhatTheClusterDnsSays() throws IOException {
    try (ScriptedNames outside = ScriptedNames.start(Map.of("www.example.com", "203.0.113.80"))) {
      Stories.tell("dns", temp.resolve("data"), "--dns-upstream", outside.at());
    }
  }
}
