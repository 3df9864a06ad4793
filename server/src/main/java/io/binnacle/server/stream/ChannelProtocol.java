package io.binnacle.server.stream;

import io.binnacle.model.error.ApiException;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.websocket.Handshake;
import java.util.List;

/// How the streams of an exec are told apart on a WebSocket: the first octet of each message names a channel.
///
/// @param name the subprotocol as agreed, may be empty
/// @param base64 whether messages are text: the channel as a digit, the bytes in Base64
/// @param withStatus whether the error channel carries a `Status` in JSON, also of success; else a plain text of failure only
/// @param withClose whether the client can end a channel of its own (`v5`)
record ChannelProtocol(String name, boolean base64, boolean withStatus, boolean withClose) {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;
  static final int ERROR = 3;
  static final int RESIZE = 4;

  /// `v5`: the octet after it names the channel that ends.
  static final int CLOSE = 255;

  private static final List<String> SPOKEN =
      List.of(
          "v5.channel.k8s.io",
          "v4.channel.k8s.io",
          "v4.base64.channel.k8s.io",
          "channel.k8s.io",
          "base64.channel.k8s.io",
          "");

  /// The first protocol the client offers that is spoken here; the oldest if it offers none.
  ///
  /// @throws ApiException 400 if there is none
  static ChannelProtocol agree(ApiRequest request) {
    String name = Handshake.agree(request, SPOKEN);
    return new ChannelProtocol(
        name,
        isBase64(name),
        name.startsWith("v4.") || name.startsWith("v5."),
        name.startsWith("v5."));
  }

  static boolean isBase64(String protocol) {
    return protocol.contains("base64.");
  }
}
