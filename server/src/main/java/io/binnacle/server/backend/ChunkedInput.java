package io.binnacle.server.backend;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A body in chunks (RFC 9112 §7.1); chunk extensions and trailers are read and dropped.
final class ChunkedInput extends InputStream {
  private static final int LINE = 8 * 1024;
  private static final int TRAILERS = 100;

  private final InputStream in;
  private long left;
  private boolean begun;
  private boolean done;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !done) {
      next();
    }
    if (done) {
      return -1;
    }
    int n = in.read(into, from, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("unexpected end of the connection in a chunk");
    }
    left -= n;
    return n;
  }

  private void next() throws IOException {
    if (begun && !BackendAnswer.line(in, LINE).isEmpty()) {
      throw new IOException("malformed HTTP response: a chunk longer than it said");
    }
    begun = true;
    String line = BackendAnswer.line(in, LINE);
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("malformed HTTP response: a chunk without a size");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      done = true;
      for (int i = 0; !BackendAnswer.line(in, LINE).isEmpty(); i++) {
        if (i == TRAILERS) {
          throw new IOException("malformed HTTP response: more than " + TRAILERS + " trailers");
        }
      }
    }
  }
}
