package io.binnacle.dns.run;

import io.binnacle.dns.run.UdpSettings.Kind;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.udp.BatchSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers datagrams sent to one address and port.
public sealed interface UdpListener extends AutoCloseable permits BatchUdpListener, NioUdpListener {
  /// Octets of a query that are read: more is cut and cannot be understood. Also the most a reply may have.
  int MAX_MESSAGE = BatchSocket.CAPACITY;

  /// Listens at `at`.
  ///
  /// @param at port 0 takes a free one
  /// @throws IOException if the address cannot be listened on
  static UdpListener start(InetSocketAddress at, UdpSettings settings, UdpWork work)
      throws IOException {
    Kind kind = settings.kind() == Kind.AUTO ? Choice.MADE : settings.kind();
    return kind == Kind.BATCH
        ? BatchUdpListener.start(at, settings, work)
        : NioUdpListener.start(at, settings, work);
  }

  /// Has queries answered that nobody sees, so that the compiler knows the way before the first that counts: it takes seconds of
  /// processor time at full load otherwise, spent while queries wait. Returns at once where [Kind#BATCH] does not work.
  ///
  /// @param work of the same classes as the real one, with counters and limits of its own
  /// @param queries whole messages of at most [#MAX_MESSAGE] octets, answered round and round
  /// @param atMost how long; 100 ms are enough for most of it
  /// @return queries answered
  /// @throws IOException if the system has no socket for it; nothing is lost but time
  static long warm(UdpWork work, List<byte[]> queries, Duration atMost) throws IOException {
    return queries.isEmpty() || Choice.MADE != Kind.BATCH
        ? 0
        : BatchUdpListener.warm(work, queries, atMost);
  }

  /// Where it listens.
  InetSocketAddress address();

  /// Datagrams the kernel had no room for so far: raise the buffer, or the number of sockets. 0 where that cannot be known.
  long kernelDrops();

  /// Replies so far that could not be sent.
  long unsent();

  /// Stops listening. What was queued is answered still, except by the portable sockets; replies that come later are lost. Returns when
  /// the threads have ended.
  @Override
  void close();

  /// Which kind works here: tried once, said once.
  final class Choice {
    private static final Logger LOG = System.getLogger(UdpListener.class.getName());

    static final Kind MADE = make();

    private static Kind make() {
      String whyNot = whyNotBatched();
      if (whyNot == null) {
        LOG.log(Level.INFO, "DNS datagrams go through batched system calls");
        return Kind.BATCH;
      }
      LOG.log(Level.INFO, "DNS datagrams go through the JDK''s sockets: {0}", whyNot);
      return Kind.PORTABLE;
    }

    /// Sends one datagram from a socket to itself: a sandbox may forbid the calls.
    private static @Nullable String whyNotBatched() {
      String unsupported = Sys.unsupported();
      if (unsupported != null) {
        return unsupported;
      }
      InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (BatchSocket socket = BatchSocket.open(here, 1 << 16)) {
        socket.send(new byte[1], socket.address(), null);
        socket.stop();
        if (socket.receive() != 1) {
          return "a datagram to this machine itself does not arrive";
        }
        socket.reply(0, 1);
        return socket.sendReplies() == 1 ? null : "a reply cannot be sent: " + socket.lastError();
      } catch (IOException e) {
        return e.getMessage();
      }
    }

    private Choice() {}
  }
}
