package io.binnacle.server.stream;

import static io.binnacle.server.stream.ChannelProtocol.CLOSE;
import static io.binnacle.server.stream.ChannelProtocol.ERROR;
import static io.binnacle.server.stream.ChannelProtocol.RESIZE;
import static io.binnacle.server.stream.ChannelProtocol.STDERR;
import static io.binnacle.server.stream.ChannelProtocol.STDIN;
import static io.binnacle.server.stream.ChannelProtocol.STDOUT;

import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgent.PodRef;
import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.spdy.SpdyConnection;
import io.binnacle.server.spdy.SpdyStream;
import io.binnacle.server.websocket.WebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One exec or attach between a client's WebSocket channels and the runtime's SPDY streams.
///
/// Each stream of output has a thread of its own, and blocks it while the client is slow; the caller's thread reads the client and
/// blocks while the command is. The status is sent last, after all output.
final class ExecSession {
  private static final System.Logger LOG = System.getLogger(ExecSession.class.getName());
  private static final int STATUS_LIMIT = 64 * 1024;
  private static final int SETTLE_MILLIS = 20;
  private static final int TERMINAL_MILLIS = 500;

  /// containerd's words for it.
  private static final List<String> TOO_LATE = List.of("CONTAINER_EXITED", "no running task found");

  private static final byte[] SUCCESS =
      "{\"metadata\":{},\"status\":\"Success\"}".getBytes(StandardCharsets.UTF_8);

  private final ChannelProtocol protocol;
  private final Streams streams;
  private final RuntimeDoor.Open door;
  private final @Nullable Attached attached;
  private final CountDownLatch heardOf = new CountDownLatch(1);

  /// What is attached to, and by whom it was looked up.
  record Attached(NodeAgent agent, PodRef pod, String container, boolean terminal) {
    Beginning beginning(Channels channels) {
      return new Beginning(agent, pod, container, terminal, bytes -> channels.send(STDOUT, bytes));
    }
  }

  /// @param attached null for a command of its own
  ExecSession(
      ChannelProtocol protocol,
      Streams streams,
      RuntimeDoor.Open door,
      @Nullable Attached attached) {
    this.protocol = protocol;
    this.streams = streams;
    this.door = door;
    this.attached = attached;
  }

  /// Tells a client that wanted to be attached to a container that has ended what it has said.
  ///
  /// @return false if it has said nothing: the client has not been answered then
  static boolean ended(ChannelProtocol protocol, Attached attached, Supplier<WebSocket> accept) {
    Beginning unsent =
        new Beginning(attached.agent, attached.pod, attached.container, attached.terminal, _ -> {});
    byte[] said = unsent.settledLog();
    if (said.length == 0) {
      return false;
    }
    try (WebSocket client = accept.get()) {
      Channels channels = new Channels(client, protocol.base64());
      if (protocol.withClose()) {
        Thread.sleep(SETTLE_MILLIS); // as in settle(); nobody reads the client here
      }
      channels.send(STDOUT, said);
      if (protocol.withStatus()) {
        channels.send(ERROR, SUCCESS);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "attach to what has ended broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /// Gives a `v5` client time to be ready: client-go begins to read before it has made its streams, and drops what comes for
  /// one that is not there yet. With a terminal it tells its size as soon as it has made them.
  private void settle() {
    if (!protocol.withClose()) {
      return;
    }
    try {
      var _ = heardOf.await(streams.tty() ? TERMINAL_MILLIS : SETTLE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Runs until the command has ended or the client is gone; both connections are closed then.
  void run(WebSocket client) {
    Channels channels = new Channels(client, protocol.base64());
    try (client;
        SpdyConnection runtime =
            SpdyConnection.start(door.connection().in(), door.connection().out(), door)) {
      Runnable hangUp = runtime::close;
      client.onClose(hangUp);
      SpdyStream error = open(runtime, "error");
      Map<Integer, SpdyStream> inputs = new HashMap<>();
      List<Thread> outputs = new ArrayList<>();
      if (streams.stdin()) {
        SpdyStream stdin = open(runtime, "stdin");
        stdin.discard();
        inputs.put(STDIN, stdin);
      }
      if (!protocol.withClose()) {
        // Tells the client that it is connected, before there is any output.
        channels.send(streams.stdout() ? STDOUT : streams.stderr() ? STDERR : ERROR, new byte[0]);
      }
      Beginning beginning =
          attached == null || !streams.stdout() ? null : attached.beginning(channels);
      if (streams.stdout()) {
        Beginning.Output to =
            beginning == null ? bytes -> channels.send(STDOUT, bytes) : beginning::accept;
        outputs.add(pump(open(runtime, "stdout"), to, runtime));
      }
      if (streams.stderr()) {
        outputs.add(pump(open(runtime, "stderr"), bytes -> channels.send(STDERR, bytes), runtime));
      }
      if (streams.tty()) {
        SpdyStream resize = open(runtime, "resize");
        resize.discard();
        inputs.put(RESIZE, resize);
      }
      Thread ending =
          Thread.ofVirtual()
              .name("exec-status")
              .start(() -> end(error, outputs, beginning, channels, client));
      if (beginning != null) {
        Thread.ofVirtual().name("attach-beginning").start(() -> hold(beginning, hangUp));
      }
      takeInput(channels, inputs);
      hangUp.run(); // the client is gone, or was told that all is over
      SpdyTunnel.join(ending);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "exec broke", e);
    }
  }

  private static SpdyStream open(SpdyConnection runtime, String type) throws IOException {
    return runtime.open(Map.of("streamtype", type));
  }

  private static void hold(Beginning beginning, Runnable hangUp) {
    try {
      beginning.hold();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "output to a client that is gone", e);
      hangUp.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread pump(SpdyStream from, Beginning.Output to, SpdyConnection runtime) {
    return Thread.ofVirtual()
        .name("exec-output")
        .start(() -> {
          try {
            settle();
            for (byte[] bytes = from.read(); bytes.length > 0; bytes = from.read()) {
              to.send(bytes);
            }
          } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "output to a client that is gone", e);
            runtime.close();
          }
        });
  }

  private void takeInput(Channels channels, Map<Integer, SpdyStream> inputs) {
    try {
      for (var input = channels.read(); input != null; input = channels.read()) {
        heardOf.countDown();
        if (protocol.withClose() && input.channel() == CLOSE) {
          SpdyStream ended =
              input.bytes().length == 1 ? inputs.remove((int) input.bytes()[0]) : null;
          if (ended != null) {
            ended.closeOutput();
          }
          continue;
        }
        SpdyStream to = inputs.get(input.channel());
        if (to != null && !send(to, input.bytes())) {
          inputs.remove(input.channel()); // nobody reads it any more: dropped, as upstream does
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "input of an exec", e);
    }
  }

  private static boolean send(SpdyStream to, byte[] bytes) {
    try {
      to.write(bytes, 0, bytes.length);
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the command takes no more input", e);
      return false;
    }
  }

  /// Waits for the status and for all output, and passes the status on.
  private void end(
      SpdyStream error,
      List<Thread> outputs,
      @Nullable Beginning beginning,
      Channels channels,
      WebSocket client) {
    try {
      ByteArrayOutputStream status = new ByteArrayOutputStream();
      for (byte[] bytes = error.read(); bytes.length > 0; bytes = error.read()) {
        if (status.size() + bytes.length <= STATUS_LIMIT) {
          status.writeBytes(bytes);
        }
      }
      outputs.forEach(SpdyTunnel::join);
      byte[] verdict = status.toByteArray();
      if (beginning != null) {
        beginning.end();
        // It ended before the runtime could attach anybody: what it said has been told all the
        // same.
        String words = new String(verdict, StandardCharsets.UTF_8);
        boolean missed = TOO_LATE.stream().anyMatch(words::contains);
        verdict = missed ? SUCCESS : verdict;
      }
      byte[] last = told(verdict);
      if (last.length > 0) {
        channels.send(ERROR, last);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "status to a client that is gone", e);
    }
    client.close();
  }

  /// The status as the client's protocol has it; empty if there is nothing to tell.
  private byte[] told(byte[] status) {
    byte[] given =
        status.length > 0
            ? status
            : Json.bytes(
                Status.internalError("the connection to the container runtime was lost").toObj());
    if (protocol.withStatus()) {
      return given;
    }
    try {
      if (!(Json.parse(given).value() instanceof Obj read)) {
        return given;
      }
      return read.str("status").equals("Success")
          ? new byte[0]
          : read.str("message").getBytes(StandardCharsets.UTF_8);
    } catch (JsonException e) {
      LOG.log(System.Logger.Level.DEBUG, "a status that is no JSON", e);
      return given;
    }
  }
}
