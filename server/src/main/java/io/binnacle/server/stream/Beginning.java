package io.binnacle.server.stream;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgent.PodRef;
import io.binnacle.model.error.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// What a container has said before its client was attached: a program that lasts some milliseconds has said it all by then, and
/// `kubectl run -it` would show nothing of it. Its log knows.
///
/// Output is held for a moment after the attachment; then the part of the log that is not among it goes ahead of
/// it. Any thread; output leaves in the order it came. See `docs/decisions/0051`.
final class Beginning {
  /// How long after the attachment the log is asked first: long enough for it to have what the client would have been sent.
  private static final int HOLD_MILLIS = 150;

  private static final int SETTLE_MILLIS = 100;

  /// How much longer to wait for output that the log has and the client has not.
  private static final int DOUBT_MILLIS = 700;

  private static final int MOST_LOOKS = 5;

  private static final System.Logger LOG = System.getLogger(Beginning.class.getName());
  private static final int MOST = 1 << 20;

  private final NodeAgent agent;
  private final PodRef pod;
  private final String container;
  private final boolean terminal;
  private final Output out;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean holding = true;
  private boolean told;

  /// Where output goes.
  @FunctionalInterface
  interface Output {
    void send(byte[] bytes) throws IOException;
  }

  /// @param terminal whether the container has one
  Beginning(NodeAgent agent, PodRef pod, String container, boolean terminal, Output out) {
    this.agent = agent;
    this.pod = pod;
    this.container = container;
    this.terminal = terminal;
    this.out = out;
  }

  /// Takes output of the container from after the attachment.
  ///
  /// @throws IOException if the client is gone
  synchronized void accept(byte[] bytes) throws IOException {
    if (holding) {
      held.writeBytes(bytes);
      if (held.size() > MOST) {
        release(new byte[0]);
      }
    } else {
      send(bytes);
    }
  }

  /// Holds output for its time, then lets it go: on a thread of its own. Longer where the log has something that has not come
  /// by the other way: on a busy machine it may still be on its way.
  ///
  /// @throws IOException if the client is gone
  void hold() throws IOException, InterruptedException {
    Thread.sleep(HOLD_MILLIS);
    byte[] log = log();
    Thread.sleep(SETTLE_MILLIS);
    if (log.length > 0 && !knows(log)) {
      Thread.sleep(DOUBT_MILLIS);
      log = log();
      Thread.sleep(2 * SETTLE_MILLIS);
    }
    release(log);
  }

  /// Lets go of what is held because nothing more will come.
  ///
  /// @return whether the client has been told anything at all
  /// @throws IOException if the client is gone
  boolean end() throws IOException {
    if (isHolding()) {
      release(settledLog());
    }
    return told();
  }

  /// The log of a container that has ended: its last lines may be written a moment later.
  byte[] settledLog() {
    byte[] log = log();
    for (int tried = 0; tried < MOST_LOOKS; tried++) {
      try {
        Thread.sleep(SETTLE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return log;
      }
      byte[] again = log();
      if (again.length > 0 && again.length == log.length) {
        return again;
      }
      log = again;
    }
    return log;
  }

  private synchronized boolean isHolding() {
    return holding;
  }

  /// Whether what is held is a part of `log`, or goes on from it.
  private synchronized boolean knows(byte[] log) {
    return held.size() > 0 && before(log, held.toByteArray()).length < log.length;
  }

  private synchronized boolean told() {
    return told;
  }

  /// Sends what is held, and ahead of it what was said before. Does nothing the second time.
  private synchronized void release(byte[] log) throws IOException {
    if (!holding) {
      return;
    }
    holding = false;
    byte[] live = held.toByteArray();
    held.reset();
    byte[] before = before(log, live);
    send(before);
    send(live);
  }

  private void send(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      told = true;
      out.send(bytes);
    }
  }

  /// The part of `log` that came before `live`. Either may be some bytes behind the other.
  static byte[] before(byte[] log, byte[] live) {
    if (live.length == 0) {
      return log;
    }
    for (int at = log.length - live.length; at >= 0; at--) {
      if (Arrays.equals(log, at, at + live.length, live, 0, live.length)) {
        return Arrays.copyOf(log, at);
      }
    }
    for (int same = Math.min(log.length, live.length - 1); same > 0; same--) {
      if (Arrays.equals(log, log.length - same, log.length, live, 0, same)) {
        return Arrays.copyOf(log, log.length - same);
      }
    }
    return log;
  }

  /// The log so far; nothing if it cannot be had, or is longer than anybody would read again.
  private byte[] log() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      agent.logs(
          new LogRequest(pod, container, false, false, null, null, (long) MOST, false),
          new Collector(bytes));
    } catch (ApiException e) {
      LOG.log(System.Logger.Level.DEBUG, "no log to begin an attachment with", e);
      return new byte[0];
    }
    if (bytes.size() >= MOST) {
      return new byte[0];
    }
    return terminal ? asOnTerminal(bytes.toByteArray()) : bytes.toByteArray();
  }

  /// A terminal ends lines with CR and LF; logs are kept without CR.
  static byte[] asOnTerminal(byte[] log) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(log.length + 64);
    for (int i = 0; i < log.length; i++) {
      if (log[i] == '\n' && (i == 0 || log[i - 1] != '\r')) {
        out.write('\r');
      }
      out.write(log[i]);
    }
    return out.toByteArray();
  }

  private record Collector(ByteArrayOutputStream bytes) implements LogSink {
    @Override
    public boolean write(byte[] more, int from, int length) {
      bytes.write(more, from, length);
      return true;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void onClose(Runnable action) {
      // never: nobody is there to go away
    }
  }
}
