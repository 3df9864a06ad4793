package io.binnacle.server.http;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The target of a request (RFC 9112 §3.2), split and decoded. Strict where upstream shrugs: an escape that is none or bytes
/// that are not UTF-8 are refused, so that no later part meets a name with a replacement character in it.
///
/// @param path the decoded path, beginning with `/`
/// @param query the decoded parameters in order of first appearance
record RequestTarget(String path, Map<String, List<String>> query) {

  /// Reads a target as it stands on the wire, one char for each octet.
  ///
  /// @param raw origin form `/a?b=c` or absolute form `https://host/a?b=c`
  /// @throws ApiException 400 if it is malformed; the message says what and where
  static RequestTarget parse(String raw) {
    String local = withoutAuthority(raw);
    int mark = local.indexOf('?');
    String path = mark < 0 ? local : local.substring(0, mark);
    String query = mark < 0 ? "" : local.substring(mark + 1);
    return new RequestTarget(decode(path, false, "path"), parameters(query));
  }

  private static String withoutAuthority(String raw) {
    if (raw.startsWith("/")) {
      return raw;
    }
    int authority = raw.indexOf("://");
    if (authority <= 0) {
      throw bad("the request target \"" + printable(raw) + "\" does not begin with \"/\"");
    }
    int slash = raw.indexOf('/', authority + 3);
    int mark = raw.indexOf('?', authority + 3);
    if (slash >= 0 && (mark < 0 || slash < mark)) {
      return raw.substring(slash);
    }
    return mark < 0 ? "/" : "/" + raw.substring(mark);
  }

  private static Map<String, List<String>> parameters(String query) {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> out = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        out.computeIfAbsent(decode(name, true, "query"), _ -> new ArrayList<>(1))
            .add(decode(value, true, "query"));
      }
    }
    out.replaceAll((_, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(out);
  }

  private static String decode(String text, boolean plusIsBlank, String where) {
    if (text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '%' && c != '+')) {
      return text;
    }
    byte[] octets = new byte[text.length()];
    int n = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          String escape = text.substring(i, Math.min(i + 3, text.length()));
          throw bad("invalid URL escape \"" + printable(escape) + "\" in the " + where);
        }
        octets[n++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
        i += 2;
      } else if (c <= 0x20 || c == 0x7f || c > 0xff) {
        throw bad("invalid character " + String.format("0x%02x", (int) c) + " in the " + where);
      } else {
        octets[n++] = (byte) (plusIsBlank && c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, n)).toString();
    } catch (CharacterCodingException e) {
      throw new ApiException(
          Status.badRequest("the " + where + " \"" + printable(text) + "\" is not valid UTF-8"), e);
    }
  }

  /// What can be shown of hostile text: its first characters, others than printable ASCII replaced.
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().limit(80).forEach(c -> out.append(c > 0x20 && c < 0x7f ? (char) c : '?'));
    return text.length() > 80 ? out.append("...").toString() : out.toString();
  }

  private static ApiException bad(String message) {
    return new ApiException(Status.badRequest(message));
  }
}
