package io.binnacle.server.token;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A token as text: header, claims and signature in Base64 for URLs, joined by dots (RFC 7515 §7.1).
final class Jwt {
  /// The longest token looked at, in characters. With a Pod, a node and some audiences a token has about 1,200.
  static final int MAX_LENGTH = 16 * 1024;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private Jwt() {}

  /// A token taken apart; nothing about it is known to be true yet.
  ///
  /// @param message what was signed
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Parts(Obj header, Obj claims, byte[] message, byte[] signature) {}

  /// The token of `claims`, signed.
  static String write(Obj claims, SigningKey key) {
    Obj header = Obj.builder().put("alg", SigningKey.ALGORITHM).put("kid", key.id()).build();
    String message = encode(Json.bytes(header)) + "." + encode(Json.bytes(claims));
    return message + "." + encode(key.sign(message.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Takes a token apart; null if it is none.
  static @Nullable Parts read(String token) {
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.');
    if (token.length() > MAX_LENGTH || first < 0 || token.indexOf('.', first + 1) != last) {
      return null;
    }
    try {
      Obj header = object(token.substring(0, first));
      Obj claims = object(token.substring(first + 1, last));
      if (header == null || claims == null) {
        return null;
      }
      return new Parts(
          header,
          claims,
          token.substring(0, last).getBytes(StandardCharsets.US_ASCII),
          DECODER.decode(token.substring(last + 1)));
    } catch (IllegalArgumentException _) {
      return null; // not Base64: a stranger's text is no error of ours
    }
  }

  private static @Nullable Obj object(String base64) {
    try {
      return Json.parse(DECODER.decode(base64)).value() instanceof Obj o ? o : null;
    } catch (JsonException _) {
      return null; // not JSON, likewise
    }
  }

  private static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }
}
