package io.binnacle.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A whole Binnacle as a child process on free ports, started from the class path of the test.
public final class BinnacleProcess implements AutoCloseable {
  private static final String READY = "binnacle is ready";

  private final Process process;
  private final Path dataDir;
  private final String api;
  private final String dnsPort;

  private BinnacleProcess(Process process, Path dataDir, String api, String dnsPort) {
    this.process = process;
    this.dataDir = dataDir;
    this.api = api;
    this.dnsPort = dnsPort;
  }

  /// Starts `binnacle up` on `dataDir` and waits until it says it is ready.
  ///
  /// @throws AssertionError with what it said instead
  public static BinnacleProcess start(Path dataDir, String... options) throws IOException {
    return start(Map.of(), dataDir, options);
  }

  /// Starts one with some environment besides this process's own.
  ///
  /// @throws AssertionError with what it said instead of being ready
  public static BinnacleProcess start(
      Map<String, String> environment, Path dataDir, String... options) throws IOException {
    List<String> command =
        command(
            "up",
            "--data-dir",
            dataDir.toString(),
            "--api-port",
            "0",
            "--dns-listen",
            "127.0.0.1:0");
    if (!List.of(options).contains("--runtime")) {
      command.addAll(List.of("--runtime", "simulated")); // whatever this machine could run
    }
    if (!List.of(options).contains("--dns-upstream")) {
      command.addAll(List.of("--dns-upstream", "none")); // tests talk to this machine only
    }
    command.addAll(List.of(options));
    Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader out = process.inputReader();
    String first = out.readLine();
    if (!READY.equals(first)) {
      throw new AssertionError("not ready but: " + first + "\n" + Files.readString(log));
    }
    String api = value(out.readLine());
    out.readLine();
    String dns = value(out.readLine());
    return new BinnacleProcess(
        process, dataDir, api, dns.substring(dns.indexOf(':') + 1).replaceFirst(" .*", ""));
  }

  /// The command line of `binnacle` with these arguments, from the class path of the test.
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("io.binnacle.app.Main");
    command.addAll(List.of(arguments));
    return command;
  }

  private static String value(String line) {
    return line.strip().replaceFirst("^\\S+\\s+", "");
  }

  /// What commands need to reach it: `KUBECONFIG`, `API`, `DNS_PORT`, `DATA_DIR`.
  public Map<String, String> environment() {
    return Map.of(
        "KUBECONFIG",
        dataDir.resolve("kubeconfig").toString(),
        "API",
        api,
        "DNS_PORT",
        dnsPort,
        "DATA_DIR",
        dataDir.toString());
  }

  /// The child, to be killed or looked at.
  public Process process() {
    return process;
  }

  /// Ends it as SIGTERM does and waits.
  ///
  /// @throws AssertionError if it does not end with status 0
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not stop within 30 s of SIGTERM");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while stopping", e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("ended with status " + process.exitValue() + " after SIGTERM");
    }
  }
}
