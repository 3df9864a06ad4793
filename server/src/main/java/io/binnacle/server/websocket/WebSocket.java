package io.binnacle.server.websocket;

import io.binnacle.server.http.Upgraded;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An open WebSocket. One thread reads; any number may write, each message whole before the next.
///
/// Frames (RFC 6455 §5.2): `| fin 1, rsv 3, opcode 4 | mask 1, length 7 | length 16 or 64 | key 32 | payload`.
public final class WebSocket implements AutoCloseable {
  /// Closed as intended.
  public static final int NORMAL = 1000;

  /// The server goes away, or the client does.
  public static final int GOING_AWAY = 1001;

  /// The peer broke the protocol.
  public static final int PROTOCOL_ERROR = 1002;

  /// Something went wrong here.
  public static final int INTERNAL_ERROR = 1011;

  private static final System.Logger LOG = System.getLogger(WebSocket.class.getName());
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int PIECE = 32 * 1024;

  private final Upgraded connection;
  private final DataInputStream in;
  private final ReentrantLock writing = new ReentrantLock();
  private boolean closeSent;

  // The frame being read.
  private boolean begins;
  private boolean inMessage;
  private boolean lastFrame;
  private long left;
  private int maskAt;
  private final byte[] mask = new byte[4];

  WebSocket(Upgraded connection) {
    this.connection = connection;
    this.in = new DataInputStream(connection.in());
  }

  /// A piece of a message.
  ///
  /// @param first whether it begins the message
  /// @param last whether it ends the message
  /// @param bytes may be empty
  @SuppressWarnings("ArrayRecordComponent") // never compared; the reader's own copy
  public record Piece(boolean first, boolean last, byte[] bytes) {}

  /// The next piece of a message, text or binary alike; null when the client has closed or is gone. Blocks. Answers pings and the
  /// closing handshake; a client that breaks the protocol is told so and closed.
  public @Nullable Piece read() {
    try {
      return next();
    } catch (Broken e) {
      LOG.log(System.Logger.Level.DEBUG, "WebSocket: {0}", e.getMessage());
      close(PROTOCOL_ERROR, String.valueOf(e.getMessage()));
      return null;
    } catch (EOFException _) {
      return null; // gone without a word
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "WebSocket broke", e);
      return null;
    }
  }

  private @Nullable Piece next() throws IOException {
    while (left == 0) {
      int head = in.read();
      if (head < 0) {
        return null;
      }
      int opcode = head & 0xf;
      boolean fin = (head & 0x80) != 0;
      long length = length();
      if ((head & 0x70) != 0) {
        throw new Broken("reserved bits are set, no extension was agreed on");
      }
      in.readFully(mask);
      maskAt = 0;
      switch (opcode) {
        case TEXT, BINARY, CONTINUATION -> {
          if (inMessage == (opcode != CONTINUATION)) {
            throw new Broken(
                inMessage ? "a message within a message" : "a continuation of no message");
          }
          begins |= opcode != CONTINUATION;
          inMessage = !fin;
          lastFrame = fin;
          left = length;
          if (length == 0 && fin) {
            return piece(new byte[0]);
          }
        }
        case CLOSE, PING, PONG -> {
          if (!fin || length > 125) {
            throw new Broken("a control frame in parts, or of more than 125 octets");
          }
          byte[] payload = new byte[(int) length];
          in.readFully(payload);
          unmask(payload);
          if (opcode == CLOSE) {
            answerClose(payload);
            return null;
          }
          if (opcode == PING) {
            write(PONG, payload, 0, payload.length);
          }
        }
        default -> throw new Broken("unknown opcode " + opcode);
      }
    }
    byte[] bytes = new byte[(int) Math.min(left, PIECE)];
    in.readFully(bytes);
    unmask(bytes);
    left -= bytes.length;
    return piece(bytes);
  }

  private Piece piece(byte[] bytes) {
    boolean first = begins;
    begins = false;
    return new Piece(first, lastFrame && left == 0, bytes);
  }

  private long length() throws IOException {
    int second = in.readUnsignedByte();
    if ((second & 0x80) == 0) {
      throw new Broken("a frame from a client must be masked");
    }
    int small = second & 0x7f;
    long length = small == 126 ? in.readUnsignedShort() : small == 127 ? in.readLong() : small;
    if (length < 0) {
      throw new Broken("a length of more than 63 bits");
    }
    return length;
  }

  private void unmask(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= mask[maskAt++ & 3];
    }
    maskAt &= 3;
  }

  private void answerClose(byte[] payload) {
    int code = payload.length < 2 ? NORMAL : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    close(code >= 1000 && code < 5000 && code != 1005 && code != 1006 ? code : PROTOCOL_ERROR, "");
  }

  /// Sends a binary message. Blocks while the client is slow.
  ///
  /// @throws IOException if the connection is gone, or closing
  public void sendBinary(byte[] bytes, int from, int length) throws IOException {
    write(BINARY, bytes, from, length);
  }

  /// Sends a text message.
  ///
  /// @param text in UTF-8
  /// @throws IOException if the connection is gone, or closing
  public void sendText(byte[] text) throws IOException {
    write(TEXT, text, 0, text.length);
  }

  private void write(int opcode, byte[] bytes, int from, int length) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) (0x80 | opcode));
    if (length < 126) {
      frame.put((byte) length);
    } else if (length < 0x10000) {
      frame.put((byte) 126).putShort((short) length);
    } else {
      frame.put((byte) 127).putLong(length);
    }
    frame.put(bytes, from, length);
    writing.lock();
    try {
      if (closeSent) {
        throw new IOException("the WebSocket is closed");
      }
      closeSent = opcode == CLOSE;
      connection.out().write(frame.array(), 0, frame.position());
    } finally {
      writing.unlock();
    }
  }

  /// Has `action` run once when the connection is gone.
  public void onClose(Runnable action) {
    connection.onClose(action);
  }

  /// Says goodbye and closes. Safe to repeat.
  ///
  /// @param why at most 123 octets of it are sent
  public void close(int code, String why) {
    byte[] text = why.getBytes(StandardCharsets.UTF_8);
    byte[] reason = Arrays.copyOf(text, Math.min(text.length, 123));
    byte[] payload =
        ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
    try {
      write(CLOSE, payload, 0, payload.length);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.TRACE, "closed before", e);
    }
    connection.close();
  }

  /// Closes as intended.
  @Override
  public void close() {
    close(NORMAL, "");
  }

  /// What a client does that RFC 6455 forbids.
  private static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }
}
