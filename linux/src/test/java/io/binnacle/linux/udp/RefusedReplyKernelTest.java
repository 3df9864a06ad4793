package io.binnacle.linux.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.binnacle.linux.kernel.TestNamespace;
import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A firewall that lets some replies out and others not.
class RefusedReplyKernelTest {
  private static final int NEWNET = 0x4000_0000;
  private static final int CLIENTS = 9;

  @Test
  void aReplyThatIsRefusedIsCountedAndTheRestLeaves() throws Exception {
    TestNamespace.assumeKernel("nft");
    try (TestNamespace namespace = new TestNamespace()) {
      FutureTask<Void> task =
          new FutureTask<>(() -> {
            int fd = (int) Sys.open(namespace.path().toString()).orThrow();
            Sys.setns(fd, NEWNET).orThrow();
            Sys.close(fd);
            refuseSome(namespace);
            return null;
          });
      Thread.ofPlatform().start(task);
      task.get(60, TimeUnit.SECONDS);
    }
  }

  private static void refuseSome(TestNamespace namespace) throws Exception {
    List<BatchSocket> clients = new ArrayList<>();
    InetSocketAddress here = new InetSocketAddress("127.0.0.1", 0);
    try (BatchSocket server = BatchSocket.open(here, 1 << 18)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(BatchSocket.open(here, 1 << 18));
        clients.get(i).send(octets("query " + i), server.address(), null);
      }
      namespace.in("nft", "add table ip t");
      namespace.in("nft", "add chain ip t out { type filter hook output priority 0; }");
      // the first, two in a row, and the last
      for (int i : new int[] {0, 3, 4, 8}) {
        namespace.in("nft", "add rule ip t out udp dport " + port(clients.get(i)) + " drop");
      }
      assertEquals(CLIENTS, server.receive());
      for (int slot = 0; slot < CLIENTS; slot++) server.reply(slot, server.length(slot));
      assertEquals(5, server.sendReplies());
      assertEquals(4, server.unsent());
      assertEquals(Errno.EPERM, server.lastError());
      assertFalse(server.send(octets("one"), clients.get(3).address(), null));
      assertEquals(5, server.unsent());
      for (int i = 0; i < CLIENTS; i++) {
        clients.get(i).stop();
        boolean refused = i == 0 || i == 3 || i == 4 || i == 8;
        assertEquals(refused ? BatchSocket.STOPPED : 1, clients.get(i).receive(), "client " + i);
      }
    } finally {
      clients.forEach(BatchSocket::close);
    }
  }

  private static int port(BatchSocket socket) {
    return socket.address().getPort();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
