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
/// Output is held for a moment after the attachment, [#HOLD_MILLIS]; then the part of the log that is not among it goes ahead of
/// it. Any thread; output leaves in the order it came. See `docs/decisions/0051`.
final class Beginning {
  /// How long after the attachment the log is asked: long enough for it to have what the client has been sent.
  private static final int HOLD_MILLIS = 150;

  private static final int SETTLE_MILLIS = 50;

  /// How much longer to wait for a program that says nothing at the moment.
  private static final int QUIET_MILLIS = 500;

  private static final System.Logger LOG = System.getLogger(Beginning.class.getName());
  private static final int MOST = 1 << 20;

  private final NodeAgent agent;
  private final PodRef pod;
  private final String container;
  private final Output out;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean holding = true;

  /// Where output goes.
  @FunctionalInterface
  interface Output {
    void send(byte[] bytes) throws IOException;
  }

  Beginning(NodeAgent agent, PodRef pod, String container, Output out) {
    this.agent = agent;
    this.pod = pod;
    this.container = container;
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
      out.send(bytes);
    }
  }

  /// Holds output for its time, then lets it go: on a thread of its own.
  ///
  /// @throws IOException if the client is gone
  void hold() throws IOException, InterruptedException {
    Thread.sleep(HOLD_MILLIS);
    byte[] log = log();
    // What the log had must have come by the other way too before the two are compared.
    Thread.sleep(SETTLE_MILLIS);
    if (isQuiet()) {
      Thread.sleep(QUIET_MILLIS);
      log = log();
      Thread.sleep(SETTLE_MILLIS);
    }
    release(log);
  }

  /// Lets go of what is held because nothing more will come.
  ///
  /// @throws IOException if the client is gone
  void end() throws IOException {
    release(log());
  }

  private synchronized boolean isQuiet() {
    return holding && held.size() == 0;
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
    if (before.length > 0) {
      out.send(before);
    }
    if (live.length > 0) {
      out.send(live);
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
  byte[] log() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      agent.logs(
          new LogRequest(pod, container, false, false, null, null, (long) MOST, false),
          new Collector(bytes));
    } catch (ApiException e) {
      LOG.log(System.Logger.Level.DEBUG, "no log to begin an attachment with", e);
      return new byte[0];
    }
    return bytes.size() < MOST ? bytes.toByteArray() : new byte[0];
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
