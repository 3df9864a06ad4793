package io.binnacle.it;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The seed text, command by command, with stock kubectl and dig.
class SeedStoryTest {
  @TempDir Path temp;

  @Test
  void everyServiceOfTheTextBehavesAsTheTextSays() throws IOException {
    Stories.tell("seed", temp.resolve("data"));
  }

  @Test
  void theDebuggingChecklistPrintsWhatItShould() throws IOException {
    Stories.tell("debugging", temp.resolve("data"));
  }
}
