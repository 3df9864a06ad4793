package io.binnacle.bench.process;

import io.binnacle.bench.report.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server as a child process, with whatever processes it starts itself; its output goes to a file.
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param cpus where it may run, as `taskset -c` takes it; empty for everywhere
  /// @param environment `NAME=VALUE`s besides our own
  public static ServerProcess start(
      Path log, String cpus, List<String> environment, List<String> command) throws IOException {
    List<String> whole = new ArrayList<>();
    if (!cpus.isEmpty()) {
      whole.addAll(List.of("taskset", "-c", cpus));
    }
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile());
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    ServerProcess started = new ServerProcess(builder.start(), log);
    // So that an interrupted run leaves nothing behind.
    Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
    return started;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it has said so far.
  public String says() throws IOException {
    return Files.readString(log);
  }

  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  /// Its processes.
  public List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /// As `load --pids` takes them.
  public String pidList() {
    return pids().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /// Moves all its threads; for servers that choose their CPUs themselves, whatever they inherited.
  public void pin(String cpus) throws IOException {
    for (long pid : pids()) {
      Programs.run("taskset", "-a", "-c", "-p", cpus, Long.toString(pid));
    }
  }

  /// Lets all its threads be scheduled as batch work, or as usual again.
  public void batch(boolean batch) throws IOException {
    for (long pid : pids()) {
      Programs.run("chrt", "-a", batch ? "-b" : "-o", "-p", "0", Long.toString(pid));
    }
  }

  /// Processor time of all its threads so far, in steps of 10 ms.
  public long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /// A figure of `/proc/PID/status` in kB, summed over its processes: `VmRSS`, `VmHWM`.
  public long memory(String field) throws IOException {
    long sum = 0;
    for (long pid : pids()) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(field + ":")) {
          sum += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return sum;
  }

  /// Lets `VmHWM` begin anew from what is resident now (proc(5), clear_refs).
  public void forgetPeak() throws IOException {
    for (long pid : pids()) {
      Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
