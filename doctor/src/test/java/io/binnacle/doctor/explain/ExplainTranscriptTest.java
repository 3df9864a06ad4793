package io.binnacle.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.name.RrType;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What people read: `CLUSTER path FROM TO` and `CLUSTER dns NAME TYPE [pod/NAME]`, with the clusters of [Clusters]. With the system
/// property `transcripts.rewrite=true` the outputs are written anew; the diff is then reviewed like code.
class ExplainTranscriptTest {
  private static final Path FILE = Path.of("src/test/testdata/explain/explain.txt");

  @TestFactory
  Stream<DynamicTest> transcript() throws IOException {
    boolean rewrite = Boolean.getBoolean("transcripts.rewrite");
    List<String> lines = Files.readAllLines(FILE);
    List<String> written = new ArrayList<>();
    List<DynamicTest> out = new ArrayList<>();
    for (int i = 0; i < lines.size(); ) {
      String line = lines.get(i++);
      written.add(line);
      if (!line.startsWith("$ ")) {
        continue;
      }
      List<String> expected = new ArrayList<>();
      if (i < lines.size() && lines.get(i).equals("----")) {
        i++;
        while (i < lines.size() && !lines.get(i).isEmpty()) {
          expected.add(lines.get(i++));
        }
      }
      List<String> actual = run(line.substring(2).split(" "));
      written.add("----");
      written.addAll(actual);
      out.add(
          DynamicTest.dynamicTest(
              line,
              () -> {
                if (!rewrite) {
                  assertEquals(String.join("\n", expected), String.join("\n", actual));
                }
              }));
    }
    if (rewrite) {
      Files.write(FILE, written);
    }
    return out.stream();
  }

  private static List<String> run(String[] words) {
    Evidence seen = Clusters.named(words[0]);
    String text;
    int status;
    try {
      if (words[1].equals("path")) {
        PathExplanation path =
            new PathExplainer(seen)
                .explain(Place.source(words[2], "default"), Place.destination(words[3], "default"));
        text = ExplainText.of(path);
        status = path.outcome().exitStatus();
      } else {
        int type = Objects.requireNonNull(RrType.parse(words[3]));
        NameExplainer explainer = new NameExplainer(seen);
        NameExplanation name =
            words.length > 4 && Place.source(words[4], "default") instanceof Place.OfPod(var pod)
                ? explainer.explain(words[2], type, pod)
                : explainer.explain(words[2], type, "default");
        text = ExplainText.of(name);
        status = name.outcome().exitStatus();
      }
    } catch (NotThereException | NotSeenException | IllegalArgumentException e) {
      text = String.valueOf(e.getMessage());
      status = Outcome.UNKNOWN.exitStatus();
    }
    List<String> out = new ArrayList<>();
    text.lines().forEach(line -> out.add(line.isBlank() ? "." : line.stripTrailing()));
    if (status != 0) {
      out.add("[exit " + status + "]");
    }
    return out;
  }
}
