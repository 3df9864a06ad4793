package io.binnacle.server.stream;

import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.stream.FakeSession.FakeStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// An exec: a command as a process of this machine, its streams those of a session.
final class FakeProcess {
  private FakeProcess() {}

  static void run(List<String> command, Streams wanted, FakeSession session) {
    int expected =
        1
            + count(wanted.stdin())
            + count(wanted.stdout())
            + count(wanted.stderr())
            + count(wanted.tty());
    try {
      Map<String, FakeStream> streams = new HashMap<>();
      while (streams.size() < expected) {
        FakeStream stream = session.next();
        if (stream == null) {
          return;
        }
        streams.put(stream.type(), stream);
      }
      List<String> line = new ArrayList<>(command);
      if (wanted.tty()) {
        line = List.of("script", "-qefc", quoted(command), "/dev/null");
      }
      Process process = new ProcessBuilder(line).start();
      session.channel.closeFuture().addListener(_ -> process.destroyForcibly());
      if (wanted.stdin()) {
        Thread.startVirtualThread(
            () -> copy(stream(streams, "stdin").in(), process.getOutputStream()));
      } else {
        process.getOutputStream().close();
      }
      Thread err =
          Thread.startVirtualThread(() -> copy(process.getErrorStream(), out(streams, "stderr")));
      copy(process.getInputStream(), out(streams, "stdout"));
      err.join();
      int status = process.waitFor();
      try (OutputStream error = stream(streams, "error").out()) {
        error.write(Json.bytes(status(status)));
      }
    } catch (IOException _) {
      // the client is gone
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static FakeStream stream(Map<String, FakeStream> streams, String type) {
    FakeStream stream = streams.get(type);
    if (stream == null) {
      throw new AssertionError("the client opened no stream " + type + " but " + streams.keySet());
    }
    return stream;
  }

  private static OutputStream out(Map<String, FakeStream> streams, String type) {
    FakeStream stream = streams.get(type);
    return stream == null ? OutputStream.nullOutputStream() : stream.out();
  }

  private static String quoted(List<String> command) {
    return command.stream()
        .map(a -> "'" + a.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private static int count(boolean wanted) {
    return wanted ? 1 : 0;
  }

  static void copy(InputStream from, OutputStream to) {
    try (to) {
      byte[] bytes = new byte[16 * 1024];
      for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
        to.write(bytes, 0, n);
        to.flush();
      }
    } catch (IOException _) {
      // one side is gone: the other is told by the close
    }
  }

  private static Obj status(int exit) {
    if (exit == 0) {
      return Obj.of("metadata", Obj.EMPTY, "status", Str.of("Success"));
    }
    return Obj.builder()
        .put("metadata", Obj.EMPTY)
        .put("status", "Failure")
        .put("message", "command terminated with non-zero exit code: " + exit)
        .put("reason", "NonZeroExitCode")
        .put(
            "details",
            Obj.of(
                "causes",
                Arr.of(
                    Obj.of(
                        "reason", Str.of("ExitCode"), "message", Str.of(Integer.toString(exit))))))
        .build();
  }
}
