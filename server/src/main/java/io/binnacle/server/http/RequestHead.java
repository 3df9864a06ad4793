package io.binnacle.server.http;

import io.binnacle.model.error.Status;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the head of a request must satisfy before its body is read. Pure.
final class RequestHead {
  private RequestHead() {}

  /// Why a decoded head makes the rest of the connection unreadable, null if it does not.
  static @Nullable Status fault(HttpRequest request, boolean multiplexed) {
    DecoderResult decoded = request.decoderResult();
    if (decoded.isFailure()) {
      return fault(decoded);
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(request)
        && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return Refusals.unknownExpectation();
    }
    if (multiplexed) {
      return null; // framing is not a matter of headers in HTTP/2, and its decoder has checked the
      // pseudo fields
    }
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return Refusals.unknownVersion(version.text());
    }
    HttpHeaders headers = request.headers();
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!encodings.isEmpty()
        && (encodings.size() > 1
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encodings.getFirst().strip()))) {
      return Refusals.unknownTransferEncoding();
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || hosts == 0 && version.minorVersion() > 0) {
      return Status.badRequest(
          hosts == 0 ? "missing required Host header" : "too many Host headers");
    }
    return null;
  }

  /// Why a head or a chunk could not be decoded.
  static Status fault(DecoderResult failed) {
    if (failed.cause() instanceof TooLongFrameException) {
      return Refusals.headTooLarge();
    }
    String why = String.valueOf(failed.cause().getMessage());
    return Status.badRequest("malformed request: " + why.substring(0, Math.min(200, why.length())));
  }

  /// The header fields as the API sees them: without those that steer this connection only.
  static Headers headers(HttpRequest request) {
    Headers.Builder out = Headers.builder();
    for (Map.Entry<String, String> field : request.headers()) {
      String name = field.getKey();
      if (!name.startsWith("x-http2-")
          && !HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
        out.addReceived(name, field.getValue());
      }
    }
    return out.build();
  }

  /// Whether `request` offers to go on with another protocol (RFC 9110 §7.8), which HTTP/1.0 cannot.
  static boolean asksForUpgrade(HttpRequest request) {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && request.headers().contains(HttpHeaderNames.UPGRADE)
        && request
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
  }

  /// Whether the client takes gzip, decided as upstream does: by the bare word, without weights.
  static boolean acceptsGzip(Headers headers) {
    for (String token : headers.joined("Accept-Encoding").split(",")) {
      if (token.strip().equals("gzip")) {
        return true;
      }
    }
    return false;
  }
}
