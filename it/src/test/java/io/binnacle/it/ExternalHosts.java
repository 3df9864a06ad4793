package io.binnacle.it;

import io.binnacle.testkit.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Machines outside the cluster: a network namespace of this machine with the addresses 203.0.113.10 and .11, reached over
/// a pair of virtual interfaces, where each address answers HTTP on port 443 (and whatever a test starts there) with its own
/// name. Gone after [#close].
final class ExternalHosts implements AutoCloseable {
  static final List<String> ADDRESSES = List.of("203.0.113.10", "203.0.113.11");

  private static final String NAMESPACE = "bn-outside";
  private static final String HERE = "bn-out0";
  private final Shell shell = new Shell(Path.of("."), Map.of());
  private final Process servers;

  private ExternalHosts(Process servers) {
    this.servers = servers;
  }

  static ExternalHosts start() throws IOException {
    Shell shell = new Shell(Path.of("."), Map.of());
    remove(shell);
    must(shell, "ip netns add " + NAMESPACE);
    must(shell, "ip link add " + HERE + " type veth peer name eth0 netns " + NAMESPACE);
    must(shell, "ip addr add 203.0.113.1/24 dev " + HERE + " && ip link set " + HERE + " up");
    for (String address : ADDRESSES) {
      must(shell, "ip -n " + NAMESPACE + " addr add " + address + "/24 dev eth0");
    }
    must(
        shell,
        "ip -n "
            + NAMESPACE
            + " link set eth0 up && ip -n "
            + NAMESPACE
            + " link set lo up && ip -n "
            + NAMESPACE
            + " route add default via 203.0.113.1");
    StringBuilder script = new StringBuilder();
    for (String address : ADDRESSES) {
      script.append(
          "socat TCP-LISTEN:443,bind=%s,fork,reuseaddr SYSTEM:'echo HTTP/1.0 200 OK; echo; echo %s' & "
              .formatted(address, address));
    }
    Process servers =
        new ProcessBuilder("ip", "netns", "exec", NAMESPACE, "bash", "-c", script + "wait")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new ExternalHosts(servers);
  }

  @Override
  public void close() {
    servers.descendants().forEach(ProcessHandle::destroyForcibly);
    servers.destroyForcibly();
    remove(shell);
  }

  private static void remove(Shell shell) {
    shell.run("ip link del " + HERE + "; ip netns del " + NAMESPACE);
  }

  private static void must(Shell shell, String command) {
    Shell.Result result = shell.run(command);
    if (result.status() != 0) {
      throw new AssertionError(command + ": " + result.output());
    }
  }
}
