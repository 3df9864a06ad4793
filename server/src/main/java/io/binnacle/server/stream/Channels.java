package io.binnacle.server.stream;

import io.binnacle.server.websocket.WebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Numbered channels of bytes on one WebSocket. One thread reads; any number may send.
final class Channels {
  private final WebSocket socket;
  private final boolean base64;
  private int channel = -1;
  private final ByteArrayOutputStream half = new ByteArrayOutputStream(4);

  Channels(WebSocket socket, boolean base64) {
    this.socket = socket;
    this.base64 = base64;
  }

  /// Bytes the client sends; perhaps none.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(int channel, byte[] bytes) {}

  /// What comes next; null when the client has closed or is gone. Blocks.
  ///
  /// @throws IOException if it is no Base64 where it must be
  @Nullable Bytes read() throws IOException {
    WebSocket.Piece piece = socket.read();
    if (piece == null) {
      return null;
    }
    byte[] bytes = piece.bytes();
    if (piece.first()) {
      half.reset();
      channel = -1;
    }
    if (channel < 0 && bytes.length > 0) {
      channel = base64 ? bytes[0] - '0' : bytes[0] & 0xff;
      bytes = Arrays.copyOfRange(bytes, 1, bytes.length);
    }
    return new Bytes(channel, base64 ? decoded(bytes, piece.last()) : bytes);
  }

  /// Base64 comes in groups of four characters, and pieces end anywhere.
  private byte[] decoded(byte[] text, boolean last) throws IOException {
    half.writeBytes(text);
    byte[] all = half.toByteArray();
    int whole = last ? all.length : all.length - all.length % 4;
    half.reset();
    half.write(all, whole, all.length - whole);
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(all, whole));
    } catch (IllegalArgumentException e) {
      throw new IOException("a message that is not Base64 on channel " + channel, e);
    }
  }

  /// Sends bytes. Blocks while the client is slow.
  void send(int to, byte[] bytes) throws IOException {
    if (base64) {
      byte[] text = Base64.getEncoder().encode(bytes);
      socket.sendText(prefixed((byte) ('0' + to), text));
    } else {
      byte[] message = prefixed((byte) to, bytes);
      socket.sendBinary(message, 0, message.length);
    }
  }

  private static byte[] prefixed(byte first, byte[] rest) {
    byte[] out = new byte[rest.length + 1];
    out[0] = first;
    System.arraycopy(rest, 0, out, 1, rest.length);
    return out;
  }
}
