package io.binnacle.bench.proxy;

import io.binnacle.bench.report.Programs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Three network namespaces in a row, client – node – Pods, joined by veth pairs; nothing leads out of them. The node forwards; the
/// Pods' namespace takes every Pod address as its own, so that one server stands for any number of endpoints.
final class Network implements AutoCloseable {
  private final String prefix;
  private final List<String> made = new ArrayList<>();

  private Network(String prefix) {
    this.prefix = prefix;
  }

  /// @param name of at most eight characters, unique among the networks of this run
  static Network make(String name) throws IOException {
    Network network = new Network("bnb" + ProcessHandle.current().pid() + name);
    Runtime.getRuntime().addShutdownHook(new Thread(network::closeIfOpen));
    try {
      network.build();
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
    return network;
  }

  String client() {
    return prefix + "c";
  }

  String node() {
    return prefix + "n";
  }

  String pods() {
    return prefix + "p";
  }

  private void build() throws IOException {
    for (String namespace : List.of(client(), node(), pods())) {
      ip("netns", "add", namespace);
      made.add(namespace);
      ip("-n", namespace, "link", "set", "lo", "up");
    }
    pair("toclient", "10.255.255.1/30", client(), "10.255.255.2/30");
    pair("topods", "10.255.255.5/30", pods(), "10.255.255.6/30");
    ip("-n", client(), "route", "add", "default", "via", "10.255.255.1");
    ip("-n", pods(), "route", "add", "default", "via", "10.255.255.5");
    for (String range : List.of("10.128.0.0/10", "10.192.0.0/11")) {
      ip("-n", node(), "route", "add", range, "via", "10.255.255.6");
      ip("-n", pods(), "route", "add", "local", range, "dev", "lo");
    }
    Programs.run("ip", "netns", "exec", node(), "sysctl", "-qw", "net.ipv4.ip_forward=1");
  }

  private void pair(String link, String here, String namespace, String there) throws IOException {
    ip(
        "-n", node(), "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns",
        namespace);
    ip("-n", node(), "addr", "add", here, "dev", link);
    ip("-n", node(), "link", "set", link, "up");
    ip("-n", namespace, "addr", "add", there, "dev", "eth0");
    ip("-n", namespace, "link", "set", "eth0", "up");
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Programs.run(command.toArray(String[]::new));
  }

  /// For a run that is interrupted.
  private void closeIfOpen() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("left behind: " + e.getMessage());
    }
  }

  /// Deletes the namespaces; whatever else is in them goes with them.
  @Override
  public synchronized void close() throws IOException {
    IOException first = null;
    for (String namespace : made) {
      try {
        ip("netns", "delete", namespace);
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    made.clear();
    if (first != null) {
      throw first;
    }
  }
}
