package io.binnacle.server.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// An HTTP/2 client that sends the frames it is told (RFC 9113 §4.1: length 24, type 8, flags 8, stream 32, payload).
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  final Raw raw;
  private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder();

  @SuppressWarnings("ArrayRecordComponent")
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean endsStream() {
      return (flags & END_STREAM) != 0;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /// The error code of a RST_STREAM or GOAWAY.
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  RawHttp2(TestServer server) throws IOException {
    raw = server.raw("h2");
    raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(9 + payload.length);
    out.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    raw.send(out.array());
    return this;
  }

  /// HEADERS of one request, each field a literal of at most 126 octets (RFC 7541 §6.2.2).
  RawHttp2 request(int stream, boolean end, String method, String path, String... more)
      throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", method);
    field(block, ":scheme", "https");
    field(block, ":authority", "a");
    field(block, ":path", path);
    for (int i = 0; i < more.length; i += 2) {
      field(block, more[i], more[i + 1]);
    }
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block.toByteArray());
  }

  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  RawHttp2 window(int stream, int more) throws IOException {
    return frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(more).array());
  }

  Frame read() throws IOException {
    int lengthAndType = raw.in.readInt();
    int flags = raw.in.readUnsignedByte();
    int stream = raw.in.readInt();
    byte[] payload = new byte[lengthAndType >>> 8];
    raw.in.readFully(payload);
    return new Frame(lengthAndType & 0xff, flags, stream, payload);
  }

  /// The next frame of this type for this stream, skipping others.
  Frame read(int type, int stream) throws IOException {
    for (Frame frame = read(); ; frame = read()) {
      if (frame.type == type && frame.stream == stream) {
        return frame;
      }
      if (frame.type == HEADERS) {
        decode(frame); // keeps the decoder's table in step
      }
    }
  }

  /// Reads the head of an answer.
  Http2Headers readHead(int stream) throws IOException {
    return decode(read(HEADERS, stream));
  }

  private Http2Headers decode(Frame frame) throws IOException {
    try {
      return headers.decodeHeaders(frame.stream, Unpooled.wrappedBuffer(frame.payload));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /// Reads until each of `streams` has had a frame of `type` with all of `flags`, in whatever order.
  void readAll(int type, int flags, Integer... streams) throws IOException {
    Set<Integer> left = new HashSet<>(Set.of(streams));
    while (!left.isEmpty()) {
      Frame frame = read();
      if (frame.type == HEADERS) {
        decode(frame);
      }
      if (frame.type == type && (frame.flags & flags) == flags) {
        left.remove(frame.stream);
      }
    }
  }

  /// Reads the body of an answer to its end.
  String readBody(int stream) throws IOException {
    StringBuilder out = new StringBuilder();
    Frame frame;
    do {
      frame = read(DATA, stream);
      out.append(frame.text());
    } while (!frame.endsStream());
    return out.toString();
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
