package io.binnacle.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The short way reads options exactly as the library does, or leaves them to it.
class DnsCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--kubeconfig k --context c",
        "--conf Corefile",
        "--listen 127.0.0.1:5300,127.0.0.2:5300 --upstream 10.0.0.1,10.0.0.2:5353",
        "--cluster-domain a.b --pods verified --metrics none --health none --ready :1 --lameduck 3s"
      })
  void readsAsTheLibraryDoes(String line) {
    List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" "));
    DnsCommand slow = new DnsCommand();
    new CommandLine(slow).parseArgs(args.toArray(String[]::new));
    DnsCommand quick = DnsCommand.typed(args);
    assertNotNull(quick);
    assertEquals(slow.options(false), quick.options(false));
    assertEquals(slow.options(true), quick.options(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "--check --conf f", "--conf=f", "--listen", "--conf --check", "extra"})
  void leavesTheRestToTheLibrary(String line) {
    assertNull(DnsCommand.typed(List.of(line.split(" "))));
  }

  @Test
  void aCorefileSaysEverything() {
    DnsCommand command = DnsCommand.typed(List.of("--conf", "f", "--pods", "verified"));
    assertNotNull(command);
    CommandFailure e = assertThrows(CommandFailure.class, () -> command.options(false));
    assertEquals("--pods does not go with --conf: the Corefile says it", e.getMessage());
  }
}
