package io.binnacle.it;

import io.binnacle.testkit.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Machines outside the cluster: a network namespace of this machine with the addresses 203.0.113.10 and .11, reached over
/// a pair of virtual interfaces. Each answers HTTP on port 443 with its own address and takes connections on 5432; a name
/// server on loopback knows the first one as `db.prod.example.com`. Gone after [#close].
final class ExternalHosts implements AutoCloseable {
  static final List<String> ADDRESSES = List.of("203.0.113.10", "203.0.113.11");

  private static final String NAMESPACE = "bn-outside";
  private static final String HERE = "bn-out0";
  private final Shell shell = new Shell(Path.of("."), Map.of());
  private final Process servers;
  private final ScriptedNames names;

  private ExternalHosts(Process servers, ScriptedNames names) {
    this.servers = servers;
    this.names = names;
  }

  /// Where the name server is, as `--dns-upstream` takes it.
  String dns() {
    return names.at();
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
    StringBuilder script = new StringBuilder("d=$(mktemp -d); trap 'rm -r $d' EXIT; ");
    for (String address : ADDRESSES) {
      script.append(
          "mkdir $d/%1$s; echo %1$s >$d/%1$s/index.html; busybox httpd -f -p %1$s:443 -h $d/%1$s & "
              .formatted(address));
      script.append(
          "socat TCP-LISTEN:5432,bind=%s,fork,reuseaddr SYSTEM:cat & ".formatted(address));
    }
    Process servers =
        new ProcessBuilder("ip", "netns", "exec", NAMESPACE, "bash", "-c", script + "wait")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new ExternalHosts(
        servers, ScriptedNames.start(Map.of("db.prod.example.com", ADDRESSES.getFirst())));
  }

  @Override
  public void close() {
    names.close();
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
