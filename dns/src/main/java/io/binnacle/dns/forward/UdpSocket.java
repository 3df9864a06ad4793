package io.binnacle.dns.forward;

import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/// A socket connected to one server, from a port the kernel picked at random: only that server's datagrams get in. The loop's
/// thread only.
final class UdpSocket extends NioSelectableChannelIoHandle<DatagramChannel>
    implements Attempt.Carrier {
  /// After so many questions a new port is taken.
  static final int LIFE = 4_096;

  /// So many datagrams that are no replies, and somebody is guessing: a new port is taken.
  static final int STRAYS = 64;

  private static final int READS = 64;

  /// Larger than what we ask for, for servers that do not listen.
  private static final int ROOM = 4_096;

  private final DatagramChannel channel;
  private final Carriage carriage;
  private final IdTable ids = new IdTable();
  private final ByteBuffer buffer;
  private @Nullable IoRegistration registration;
  private int used;
  private int strays;
  private boolean silent;
  private long heard;
  long lastUsed;

  private UdpSocket(DatagramChannel channel, Carriage carriage, ByteBuffer buffer) {
    super(channel);
    this.channel = channel;
    this.carriage = carriage;
    this.buffer = buffer;
  }

  /// @param buffer of [#buffer], shared by the sockets of one loop
  static UdpSocket open(InetSocketAddress server, Carriage carriage, ByteBuffer buffer)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.connect(server);
      UdpSocket socket = new UdpSocket(channel, carriage, buffer);
      IoRegistration registration = carriage.loop().register(socket).getNow();
      if (registration == null) {
        throw new IOException("the forwarding loop takes no more sockets");
      }
      socket.registration = registration;
      registration.submit(NioIoOps.READ);
      return socket;
    } catch (IOException e) {
      channel.close();
      throw e;
    } catch (UnsupportedAddressTypeException e) {
      channel.close();
      throw new IOException("this machine has no addresses like " + server.getAddress(), e);
    }
  }

  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(ROOM);
  }

  /// Whether no new questions are to go over it.
  boolean isWorn() {
    return used >= LIFE || strays >= STRAYS || ids.size() >= IdTable.MOST || silent;
  }

  boolean isIdle() {
    return ids.size() == 0;
  }

  /// @return null, or why it could not be sent
  @Nullable String send(Attempt attempt) {
    if (!ids.add(attempt, carriage.random())) {
      return "too many questions under way";
    }
    attempt.carrier = this;
    used++;
    lastUsed = attempt.sent;
    byte[] message = attempt.message.octets();
    buffer.clear();
    buffer.put(message).putShort(0, (short) attempt.id).flip();
    try {
      channel.write(buffer); // not at all if the kernel has no room: as good as lost on the way
      return null;
    } catch (IOException e) {
      attempt.carrier = null;
      ids.remove(attempt.id);
      // what the kernel tells is of an earlier datagram, so those before it are lost as well
      carriage.loop().execute(() -> carriage.lost(ids.drain(), true, describe(e)));
      return describe(e);
    }
  }

  @Override
  public void forget(int id) {
    ids.remove(id);
  }

  @Override
  public void late(Attempt attempt) {
    silent |= heard < attempt.sent;
  }

  @Override
  protected void handle(DatagramChannel ready, SelectionKey key) {
    long now = carriage.clock().getAsLong();
    /* Mostly one datagram waits for one question, and then asking the kernel for another is a system call for nothing. */
    for (int i = 0; i < READS && (i == 0 || ids.size() > 0); i++) {
      try {
        buffer.clear();
        int size = ready.read(buffer);
        if (size <= 0) {
          break;
        }
        received(size, now);
      } catch (IOException e) {
        // the kernel says that nobody listens there, to all who asked
        carriage.lost(ids.drain(), true, describe(e));
        break;
      }
    }
  }

  private void received(int size, long now) {
    Attempt attempt = size < AskedMessage.HEADER ? null : ids.find(buffer.getShort(0) & 0xffff);
    if (attempt != null) {
      byte[] message = new byte[size];
      buffer.get(0, message);
      if (carriage.replied(attempt, message, now)) {
        heard = now;
        return;
      }
    }
    strays++;
  }

  private static String describe(IOException e) {
    return e instanceof PortUnreachableException
        ? "nobody listens on the port"
        : String.valueOf(e.getMessage());
  }

  @Override
  public void close() throws IOException {
    IoRegistration registered = registration;
    if (registered != null) {
      registration = null;
      registered.cancel();
    }
    channel.close();
  }
}
