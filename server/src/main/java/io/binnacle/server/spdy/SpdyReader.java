package io.binnacle.server.spdy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads frames (§2.2), big-endian:
///
/// - control: `| 1, version 15 bits | type 16 | flags 8 | length 24 | …`
/// - data: `| 0, stream 31 bits | flags 8 | length 24 | …`
///
/// Used by one thread.
final class SpdyReader implements AutoCloseable {
  static final int VERSION = 3;
  static final int SYN_STREAM = 1;
  static final int SYN_REPLY = 2;
  static final int RST_STREAM = 3;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int HEADERS = 8;
  static final int FLAG_FIN = 1;

  /// The longest control frame taken. SETTINGS is the longest in practice, below 100.
  static final int CONTROL_LIMIT = 16 * 1024;

  /// Longer data frames come in pieces of this size.
  private static final int PIECE = 32 * 1024;

  private final DataInputStream in;
  private final HeaderBlock.Unpacker headers = new HeaderBlock.Unpacker();
  private int dataStream;
  private int dataLeft;
  private boolean dataLast;

  SpdyReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /// The next frame; null at the end of the connection between two frames.
  ///
  /// @throws SpdyException if what comes is no SPDY/3.1
  @Nullable Frame read() throws IOException {
    if (dataLeft > 0) {
      return data();
    }
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int word = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int flags = in.readUnsignedByte();
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (word >= 0) {
      dataStream = word;
      dataLeft = length;
      dataLast = (flags & FLAG_FIN) != 0;
      return data();
    }
    int version = word >> 16 & 0x7fff;
    if (version != VERSION) {
      throw new SpdyException("a frame of SPDY version " + version + ", expected " + VERSION);
    }
    if (length > CONTROL_LIMIT) {
      throw new SpdyException(
          "a control frame of " + length + " octets, at most " + CONTROL_LIMIT + " are taken");
    }
    return control(word & 0xffff, (flags & FLAG_FIN) != 0, length);
  }

  private Frame data() throws IOException {
    byte[] piece = new byte[Math.min(dataLeft, PIECE)];
    in.readFully(piece);
    dataLeft -= piece.length;
    return new Frame.Data(dataStream, piece, dataLast && dataLeft == 0);
  }

  private Frame control(int type, boolean last, int length) throws IOException {
    int fixed =
        switch (type) {
          case SYN_STREAM -> 10;
          case RST_STREAM, GOAWAY -> 8;
          case SYN_REPLY, PING, HEADERS -> 4;
          default -> 0;
        };
    boolean open = type == SYN_STREAM || type == SYN_REPLY || type == HEADERS || fixed == 0;
    if (length < fixed || !open && length > fixed) {
      throw new SpdyException("a frame of type " + type + " with " + length + " octets");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return switch (type) {
      case SYN_STREAM -> new Frame.SynStream(id(body), block(body, 10), last);
      case SYN_REPLY -> new Frame.SynReply(id(body), block(body, 4), last);
      case HEADERS -> new Frame.More(id(body), block(body, 4), last);
      case RST_STREAM -> new Frame.Reset(id(body), int32(body, 4));
      case PING -> new Frame.Ping(int32(body, 0));
      case GOAWAY -> new Frame.GoAway(id(body));
      default -> new Frame.Ignored(type);
    };
  }

  private Map<String, String> block(byte[] body, int from) throws SpdyException {
    return headers.unpack(Arrays.copyOfRange(body, from, body.length));
  }

  private static int id(byte[] body) {
    return int32(body, 0) & 0x7fffffff;
  }

  private static int int32(byte[] body, int at) {
    return (body[at] & 0xff) << 24
        | (body[at + 1] & 0xff) << 16
        | (body[at + 2] & 0xff) << 8
        | body[at + 3] & 0xff;
  }

  @Override
  public void close() {
    headers.close();
  }
}
