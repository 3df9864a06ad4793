package io.binnacle.server.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.testkit.Shell;
import io.binnacle.testkit.Transcript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The judge: stock kubectl, over HTTPS, and every word it prints.
class KubectlTest {
  private static final Path TESTDATA = Path.of("src/test/testdata").toAbsolutePath();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "looking",
        "services",
        "workloads",
        "describing",
        "refusals",
        "identity",
        "storage",
        "policies"
      })
  void prints(String story) throws IOException {
    assumeTrue(Shell.has("kubectl"), "kubectl is not installed");
    try (LiveServer server = new LiveServer(folder)) {
      Shell shell =
          new Shell(
              TESTDATA,
              Map.of(
                  "KUBECONFIG",
                  server.kubeconfig.toString(),
                  "HOME",
                  folder.toString(),
                  "TZ",
                  "UTC"));
      new Transcript(TESTDATA.resolve("kubectl/" + story + ".txt"), shell, KubectlTest::normalized)
          .check();
    }
  }

  /// What differs from run to run is written as what it is, and columns lose their width.
  private static String normalized(String output) {
    return output
        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+0000 UTC", "TIME")
        .replaceAll("X509SHA256=[0-9a-f]{64}", "X509SHA256=HASH")
        .replaceAll("(?<=kube-api-access-)[a-z2-9]{5}\\b", "XXXXX")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID")
        .replaceAll("(?m)(?<=\\s)\\d+s(?=\\s|$)", "AGE")
        .replaceAll("\\b10\\.(9[6-9]|10\\d|11[01])(\\.\\d+){2}\\b", "CLUSTER-IP")
        .replaceAll(":3\\d{4}/", ":NODE-PORT/")
        .replaceAll(" from default namespace$", "") // kubectl 1.34 says where
        .replaceAll("(?<=\\S) {2,}", "  ");
  }
}
