package io.binnacle.server.spdy;

import java.io.IOException;

/// The peer does not speak SPDY/3.1 as it should: the connection cannot go on.
public final class SpdyException extends IOException {
  private static final long serialVersionUID = 1L;

  SpdyException(String message) {
    super(message);
  }

  SpdyException(String message, Throwable cause) {
    super(message, cause);
  }
}
