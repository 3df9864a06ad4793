package io.binnacle.server.websocket;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The opening handshake (RFC 6455 §4.2): whether a request is one, and what it is answered.
public final class Handshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Handshake() {}

  /// Whether `request` asks for a WebSocket.
  public static boolean isAskedBy(ApiRequest request) {
    return request.headers().first("Upgrade").equalsIgnoreCase("websocket");
  }

  /// The subprotocols the client offers, its favourite first; empty if it names none.
  public static List<String> offered(ApiRequest request) {
    List<String> out = new ArrayList<>();
    for (String name : request.headers().joined("Sec-WebSocket-Protocol").split(",")) {
      if (!name.isBlank()) {
        out.add(name.strip());
      }
    }
    return out;
  }

  /// The first of the offered subprotocols that is spoken here.
  ///
  /// @param spoken what is; with `""` in it a client that offers none is taken too, and `""` is the answer
  /// @throws ApiException 400 if there is none
  public static String agree(ApiRequest request, List<String> spoken) {
    List<String> offered = offered(request);
    if (offered.isEmpty() && spoken.contains("")) {
      return "";
    }
    for (String name : offered) {
      if (spoken.contains(name)) {
        return name;
      }
    }
    List<String> named = spoken.stream().filter(s -> !s.isEmpty()).toList();
    throw new ApiException(
        Status.badRequest(
            "none of the WebSocket subprotocols offered is spoken here: offered "
                + shown(offered)
                + ", expected one of "
                + named));
  }

  private static String shown(List<String> offered) {
    String all = offered.toString();
    return all.length() > 200 ? all.substring(0, 200) + "..." : all;
  }

  /// Answers the handshake.
  ///
  /// @param protocol the subprotocol agreed on, empty if none
  /// @param idle after how long without a byte the connection is closed
  /// @throws ApiException 400 if key or version are not as they must be
  public static WebSocket accept(
      ApiRequest request, Responder responder, String protocol, Duration idle) {
    Headers sent = request.headers();
    if (!request.method().equals("GET") || !responder.canUpgrade()) {
      throw new ApiException(
          Status.badRequest("a WebSocket begins with GET, HTTP/1.1 and Connection: Upgrade"));
    }
    if (!sent.first("Sec-WebSocket-Version").equals("13")) {
      throw new ApiException(
          new Status(426, "", "Upgrade Required: Sec-WebSocket-Version must be 13", Obj.EMPTY));
    }
    String key = sent.first("Sec-WebSocket-Key");
    if (!isKey(key)) {
      throw new ApiException(
          Status.badRequest("Sec-WebSocket-Key must be 16 octets in Base64 (RFC 6455 §4.1)"));
    }
    Headers.Builder headers = Headers.builder().add("Sec-WebSocket-Accept", answerTo(key));
    if (!protocol.isEmpty()) {
      headers.add("Sec-WebSocket-Protocol", protocol);
    }
    return new WebSocket(responder.upgrade("websocket", headers.build(), idle));
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException _) {
      return false; // not Base64
    }
  }

  static String answerTo(String key) {
    try {
      byte[] text = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-1", e);
    }
  }
}
