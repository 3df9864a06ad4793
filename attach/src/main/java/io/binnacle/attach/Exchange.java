package io.binnacle.attach;

import io.binnacle.attach.Transport.Request;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Requests to one API server. Safe for many threads; each call blocks until its answer is there.
final class Exchange implements AutoCloseable {
  /// The longest answer taken in, in bytes; a page of 500 objects of the largest size etcd takes has 750 MB.
  private static final long LONGEST = 1L << 30;

  private static final int LONGEST_FAILURE = 1 << 20;

  private final Transport transport;
  private final String base;
  private final Duration timeout;
  private final RemoteApi.Observer observer;

  Exchange(ClusterAccess access, RemoteApi.Options options) {
    this.transport = access.open(options.name(), options.timeout());
    this.base = access.url();
    this.timeout = options.timeout();
    this.observer = options.observer();
  }

  /// The server's URL.
  String url() {
    return base;
  }

  /// The object `request` is answered with.
  ///
  /// @throws ApiException with the server's Status; 503 or 504 if there was no answer
  Obj object(Request request) {
    try (BodyStream body = open(request, timeout, false)) {
      if (Json.parse(body).value() instanceof Obj object) {
        return object;
      }
      throw new IOException("the answer is no JSON object");
    } catch (IOException | JsonException e) {
      throw Failures.of(base, e);
    }
  }

  /// The body `request` is answered with, which the caller closes.
  ///
  /// @param patience how long to wait for each next byte
  /// @param endless whether the body goes on as long as both sides like
  /// @throws ApiException as above
  BodyStream open(Request request, Duration patience, boolean endless) {
    BodyStream body = new BodyStream(endless ? Long.MAX_VALUE : LONGEST, patience);
    CompletableFuture<Integer> sent = transport.send(request, endless, body);
    long begun = System.nanoTime();
    int code = 0;
    try {
      code = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      body.close();
      throw Failures.of(base, e);
    } catch (TimeoutException e) {
      body.close();
      TimeoutException why = new TimeoutException("waited " + timeout.toSeconds() + " s");
      why.initCause(e);
      throw Failures.of(base, why);
    } catch (ExecutionException e) {
      throw Failures.of(base, e);
    } finally {
      observer.answered(request.method(), code, System.nanoTime() - begun);
    }
    if (code >= 200 && code < 300) {
      return body;
    }
    try (body) {
      byte[] text = body.readNBytes(LONGEST_FAILURE);
      throw Failures.of(code, request.method() + " " + base + request.path(), text);
    } catch (IOException e) {
      throw Failures.of(base, e);
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
