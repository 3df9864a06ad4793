package io.binnacle.it;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody new breaks the examples in every way of the debugging checklist; each place people look at says the right thing, and
/// the command it names mends it.
class DoctorStoryTest {
  @TempDir Path temp;

  @Test
  void everyStepOfTheChecklistIsBrokenNamedAndMended() throws IOException {
    Stories.tell("doctor", temp.resolve("data"));
  }
}
