package io.binnacle.server.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Binary objects as text (RFC 7468).
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String EC_PRIVATE_KEY = "EC PRIVATE KEY";
  static final String PUBLIC_KEY = "PUBLIC KEY";

  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /// One object.
  ///
  /// @param label what it is: [#CERTIFICATE], [#PRIVATE_KEY]
  /// @param der its DER
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(String label, byte[] der) {}

  /// The text of one object, ending with a line break.
  static String write(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }

  /// The objects in `text`, in order. Lines outside of objects are comments.
  ///
  /// @throws IllegalArgumentException if an object is not closed or not Base64
  static List<Block> read(String text) {
    List<Block> out = new ArrayList<>();
    String label = "";
    StringBuilder base64 = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("-----BEGIN ") && line.endsWith("-----")) {
        label = line.substring(11, line.length() - 5);
        base64.setLength(0);
      } else if (!label.isEmpty() && line.equals("-----END " + label + "-----")) {
        out.add(new Block(label, Base64.getDecoder().decode(base64.toString())));
        label = "";
      } else if (!label.isEmpty()) {
        base64.append(line);
      }
    }
    if (!label.isEmpty()) {
      throw new IllegalArgumentException("no line \"-----END " + label + "-----\"");
    }
    return out;
  }
}
