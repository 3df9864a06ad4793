package io.binnacle.server.http;

import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Json;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Turns what the API says into one HTTP answer and hands it to the [RequestHandler] of its request.
final class Answer implements Responder {
  /// From which size on a whole body is worth compressing (upstream's `defaultGzipThresholdBytes`).
  private static final int GZIP_ABOVE = 128 * 1024;

  private static final byte[] NO_BODY = {};

  private final RequestHandler connection;
  private final boolean toHead;
  private final boolean gzip;
  private final boolean chunked;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final boolean canUpgrade;
  private volatile @Nullable Outlet streaming;
  private volatile @Nullable UpgradedChannel upgraded;

  /// The answer to `request`.
  ///
  /// @param gzip whether the client takes gzip
  Answer(RequestHandler connection, HttpRequest request, boolean gzip) {
    this.connection = connection;
    this.toHead = request.method().equals(HttpMethod.HEAD);
    this.gzip = gzip;
    this.canUpgrade = RequestHead.asksForUpgrade(request) && connection.canUpgrade();
    this.chunked = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  /// Whether an answer was begun.
  boolean isBegun() {
    return begun.get();
  }

  /// Breaks off a stream that its writer has left in an unknown state.
  void abort() {
    Outlet begun = streaming;
    if (begun != null) {
      begun.abort();
    }
    UpgradedChannel switched = upgraded;
    if (switched != null) {
      switched.close();
    }
  }

  /// Sends a `Status` as JSON.
  void send(Status status, String... moreHeaders) {
    Headers.Builder headers = Headers.builder().add("Content-Type", "application/json");
    Headers.of(moreHeaders).forEach(headers::add);
    send(status.code(), headers.build(), Json.bytes(status.toObj()));
  }

  @Override
  public void send(int status, Headers headers, byte[] body) {
    begin();
    HttpResponse head = head(status, headers);
    byte[] content = body;
    if (gzip && body.length > GZIP_ABOVE && !headers.has("Content-Encoding")) {
      content = compressed(body);
      head.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
      head.headers().add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    }
    if (status != 204 && status != 304) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
    }
    Outlet out = connection.outlet(head);
    out.write(toHead || status == 204 || status == 304 ? NO_BODY : content);
    out.close();
    connection.begin(out);
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    begin();
    HttpResponse head = head(status, headers);
    boolean empty = toHead || status == 204 || status == 304;
    if (chunked && !empty && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    Outlet out = connection.outlet(head);
    streaming = out;
    if (empty) {
      out.close();
    }
    connection.begin(out);
    return out;
  }

  @Override
  public Upgraded upgrade(String protocol, Headers headers, Duration idle) {
    if (!canUpgrade) {
      throw new IllegalStateException("the request does not ask for an upgrade, or cannot");
    }
    begin();
    DefaultFullHttpResponse head =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    head.headers().set(HttpHeaderNames.UPGRADE, protocol);
    headers.forEach((name, value) -> head.headers().add(name, octets(value)));
    UpgradedChannel out = connection.upgrade(head, idle);
    upgraded = out;
    return out;
  }

  @Override
  public boolean canUpgrade() {
    return canUpgrade;
  }

  private void begin() {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("an answer to this request was begun before");
    }
  }

  private static HttpResponse head(int status, Headers headers) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("HTTP status must be in 200..599: " + status);
    }
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    headers.forEach((name, value) -> head.headers().add(name, octets(value)));
    return head;
  }

  /// The characters whose low eight bits are the UTF-8 of `value`: what Netty writes as one octet each.
  private static String octets(String value) {
    return value.chars().allMatch(c -> c < 0x80)
        ? value
        : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static byte[] compressed(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 8);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out, 8 * 1024) {
          {
            def.setLevel(
                Deflater.BEST_SPEED); // as upstream: most of the gain for a fraction of the time
          }
        }) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    return out.toByteArray();
  }
}
