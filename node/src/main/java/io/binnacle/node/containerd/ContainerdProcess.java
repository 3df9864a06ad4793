package io.binnacle.node.containerd;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The process `containerd` of one instance: started, or found again if it outlived the Binnacle that had started it; watched,
/// and started again when it dies; ended on [#close].
///
/// Containers do not depend on it: each has a shim process of its own, and a new containerd finds them.
final class ContainerdProcess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ContainerdProcess.class.getName());

  private static final Duration READY_PATIENCE = Duration.ofSeconds(30);
  private static final Duration END_PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration END_LOOK = Duration.ofMillis(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// One that ran for so long did not die of how we start it.
  private static final Duration HEALTHY = Duration.ofSeconds(30);

  private static final long MAX_LOG = 8 << 20;
  private static final Duration LOG_CHECK = Duration.ofMinutes(1);
  private static final int LOG_TAIL = 2048;
  private static final String CONFIG = "--config";

  /// Whether CRI answers.
  @FunctionalInterface
  interface Probe {
    boolean answers();
  }

  private final ContainerdPaths paths;
  private final Path program;
  private final Probe probe;
  private final Runnable onReturn;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keeper;

  /// The one that runs; null before the first start.
  private volatile @Nullable ProcessHandle process;

  private ContainerdProcess(ContainerdPaths paths, Path program, Probe probe, Runnable onReturn) {
    this.paths = paths;
    this.program = program;
    this.probe = probe;
    this.onReturn = onReturn;
    this.keeper = Thread.ofVirtual().name("containerd-keeper").unstarted(this::keep);
  }

  /// Starts or finds it, and returns when CRI answers.
  ///
  /// @param fresh whether a running one must be replaced because it was told something else than the configuration says now
  /// @param onReturn run after it died and came back, on the thread that watches it
  static ContainerdProcess start(
      ContainerdPaths paths, Path program, boolean fresh, Probe probe, Runnable onReturn)
      throws IOException, InterruptedException {
    ContainerdProcess made = new ContainerdProcess(paths, program, probe, onReturn);
    ProcessHandle found = running(paths).orElse(null);
    if (found != null && fresh) {
      end(found);
      found = null;
    }
    if (found == null) {
      try {
        made.launch();
      } catch (IOException | RuntimeException | InterruptedException e) {
        ProcessHandle launched = made.process;
        if (launched != null) {
          end(launched);
        }
        Files.deleteIfExists(paths.pidFile());
        throw e;
      }
    } else {
      made.process = found;
      made.awaitReady();
      LOG.log(Level.INFO, "found containerd again, process {0}", String.valueOf(found.pid()));
    }
    made.keeper.start();
    return made;
  }

  /// Our containerd, if one runs: known by the configuration its command line names, whoever started it and whenever. The pid
  /// file only saves the search.
  static Optional<ProcessHandle> running(ContainerdPaths paths) throws IOException {
    if (Files.exists(paths.pidFile())) {
      String noted = Files.readString(paths.pidFile()).strip();
      if (noted.matches("\\d{1,18}")) {
        Optional<ProcessHandle> process =
            ProcessHandle.of(Long.parseLong(noted)).filter(p -> isOurs(p, paths));
        if (process.isPresent()) {
          return process;
        }
      }
    }
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> isOurs(process, paths)).findAny();
    }
  }

  private static boolean isOurs(ProcessHandle process, ContainerdPaths paths) {
    List<String> words = CommandLine.of(process);
    int config = words.indexOf(CONFIG);
    return config > 0
        && config + 1 < words.size()
        && words.get(config + 1).equals(paths.config().toString());
  }

  long pid() {
    ProcessHandle current = process;
    return current == null ? -1 : current.pid();
  }

  private void launch() throws IOException, InterruptedException {
    Files.createDirectories(paths.root());
    Files.createDirectories(paths.run());
    boundLog();
    Process started =
        new ProcessBuilder(command())
            .directory(paths.root().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(paths.log().toFile()))
            .start();
    ProcessHandle handle = started.toHandle();
    process = handle;
    Path written = paths.run().resolve("pid.new");
    Files.writeString(written, handle.pid() + "\n");
    Files.move(written, paths.pidFile(), StandardCopyOption.ATOMIC_MOVE);
    awaitReady();
  }

  /// In a session of its own: an interrupt typed at the terminal is for us, and we end it when its Pods have been.
  private List<String> command() {
    List<String> command = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      command.add(setsid.toString());
    }
    command.add(program.toString());
    command.add(CONFIG);
    command.add(paths.config().toString());
    return command;
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
    while (!(listens() && probe.answers())) {
      ProcessHandle current = process;
      if (current == null || !current.isAlive()) {
        throw new IOException("containerd ended while it started; it said: " + logTail());
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "containerd does not answer at %s after %d s; it said: %s"
                .formatted(paths.socket(), READY_PATIENCE.toSeconds(), logTail()));
      }
      if (closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private boolean listens() {
    if (!Files.exists(paths.socket())) {
      return false;
    }
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return socket.connect(UnixDomainSocketAddress.of(paths.socket()));
    } catch (IOException e) {
      return false; // nobody listens yet: what we are here to wait for
    }
  }

  private void keep() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!awaitClosing(Duration.ZERO)) {
        long began = System.nanoTime();
        if (awaitEnd()) {
          return;
        }
        boolean healthy = System.nanoTime() - began > HEALTHY.toNanos();
        pause = healthy ? FIRST_PAUSE : pause;
        LOG.log(
            Level.WARNING, "containerd has died; starting it again in {0} ms", pause.toMillis());
        if (awaitClosing(pause)) {
          return;
        }
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
        try {
          launch();
          onReturn.run();
          LOG.log(Level.INFO, "containerd is back, process {0}", String.valueOf(pid()));
        } catch (IOException e) {
          LOG.log(Level.ERROR, "containerd cannot be started again: " + e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until the process has ended, and looks after its log meanwhile.
  ///
  /// @return whether we are closing
  private boolean awaitEnd() throws InterruptedException {
    ProcessHandle current = process;
    if (current == null) {
      return awaitClosing(Duration.ZERO);
    }
    while (current.isAlive()) {
      try {
        var _ = current.onExit().get(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        boundLog(); // the usual case: a minute has passed, and it runs
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot wait for process " + current.pid(), e);
      }
      if (awaitClosing(Duration.ZERO)) {
        return true;
      }
    }
    return awaitClosing(Duration.ZERO);
  }

  private boolean awaitClosing(Duration pause) throws InterruptedException {
    return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Keeps the log under [#MAX_LOG]: the older part is moved aside, and replaced next time. The file is opened for appending,
  /// so its writer goes on at the new end.
  private void boundLog() {
    try {
      if (Files.exists(paths.log()) && Files.size(paths.log()) > MAX_LOG) {
        Files.copy(
            paths.log(),
            paths.log().resolveSibling("containerd.log.1"),
            StandardCopyOption.REPLACE_EXISTING);
        try (RandomAccessFile log = new RandomAccessFile(paths.log().toFile(), "rw")) {
          log.setLength(0);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot shorten {0}: {1}", paths.log(), e);
    }
  }

  private String logTail() throws IOException {
    if (!Files.exists(paths.log())) {
      return "nothing";
    }
    try (RandomAccessFile log = new RandomAccessFile(paths.log().toFile(), "r")) {
      log.seek(Math.max(0, log.length() - LOG_TAIL));
      byte[] tail = new byte[(int) Math.min(LOG_TAIL, log.length())];
      log.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8).strip();
    }
  }

  /// Forgets the process, which runs on: what the death of Binnacle does.
  void abandon() throws InterruptedException {
    closing.countDown();
    keeper.interrupt();
    keeper.join();
  }

  /// Ends the process; containers run on.
  @Override
  public void close() {
    closing.countDown();
    try {
      ProcessHandle current = process;
      if (current != null) {
        end(current);
      }
      keeper.join();
      current = process; // the keeper may have been starting another one
      if (current != null) {
        end(current);
      }
      Files.deleteIfExists(paths.pidFile());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot remove {0}: {1}", paths.pidFile(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks a process to end, and has it ended if it does not.
  static void end(ProcessHandle process) throws InterruptedException {
    process.destroy();
    if (!awaitEnd(process, END_PATIENCE)) {
      LOG.log(Level.WARNING, "containerd does not end; killing process " + process.pid());
      process.destroyForcibly();
      if (!awaitEnd(process, END_PATIENCE)) {
        throw new IllegalStateException("process " + process.pid() + " cannot be ended");
      }
    }
  }

  /// Waits for the end of a process that need not be a child of ours; those, Java's own `onExit` notices a third of a second
  /// late or more.
  ///
  /// @return whether it has ended
  static boolean awaitEnd(ProcessHandle process, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(END_LOOK);
    }
    return true;
  }
}
