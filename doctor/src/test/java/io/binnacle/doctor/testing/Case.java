package io.binnacle.doctor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.finding.Finding;
import java.util.List;

/// One cluster and what a check says of it.
///
/// @param name the behaviour, a sentence
/// @param cluster the cluster
/// @param subject `Service/web`; for a check of the cluster anything
/// @param said `fine`, `unknown`, or severity, object and field: `ERROR Service/web spec.selector`
/// @param words what the sentence must contain
public record Case(String name, Cluster cluster, String subject, String said, List<String> words) {
  /// Something is wrong.
  public static Case broken(
      String name, Cluster cluster, String subject, String said, String... words) {
    return new Case(name, cluster, subject, said, List.of(words));
  }

  /// A healthy look-alike.
  public static Case silent(String name, Cluster cluster, String subject) {
    return new Case(name, cluster, subject, "fine", List.of());
  }

  /// Asks the check, and if its remedy is a change of objects, whether that mends it.
  public void verify(Check check) {
    Finding finding = cluster.examine(check, subject);
    assertEquals(said, text(finding), finding::toString);
    if (finding instanceof Finding.Broken broken) {
      words.forEach(word -> assertTrue(broken.says().contains(word), broken.says()));
      assertTrue(!broken.because().isEmpty(), "no proof");
      assertTrue(
          broken.remedy().changes().isEmpty() || cluster.isMended(check, subject, broken.remedy()),
          "not mended by its remedy");
    }
  }

  /// The finding in a line.
  public static String text(Finding finding) {
    return switch (finding) {
      case Finding.Fine _ -> "fine";
      case Finding.Unknown _ -> "unknown";
      case Finding.Broken broken -> {
        String namespace = broken.object().namespace();
        boolean usual = namespace.isEmpty() || namespace.equals("default");
        String at =
            broken.object().kind() + "/" + (usual ? "" : namespace + "/") + broken.object().name();
        yield (broken.severity() + " " + at + " " + broken.field()).strip();
      }
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
