package io.binnacle.attach;

import io.binnacle.attach.Transport.Request;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Requests to one API server. Safe for many threads; each call blocks until its answer is there.
final class Exchange implements AutoCloseable {
  /// The longest answer taken in, in bytes; a page of 500 objects of the largest size etcd takes has 750 MB.
  private static final long LONGEST = 1L << 30;

  private static final int LONGEST_FAILURE = 1 << 20;

  /// The code of a failure by time.
  private static final int LATE = 504;

  /// How many ways may be left behind with something still on them.
  private static final int MOST_RETIRED = 4;

  private final Supplier<Transport> opener;
  private final String base;
  private final Duration timeout;
  private final RemoteApi.Observer observer;
  private final Deque<Transport> retired = new ArrayDeque<>();
  private Transport current;
  private boolean closed;

  Exchange(ClusterAccess access, RemoteApi.Options options) {
    this.opener = () -> access.open(options.name(), options.timeout());
    this.base = access.url();
    this.timeout = options.timeout();
    this.observer = options.observer();
    this.current = opener.get();
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
    Transport way = current();
    BodyStream body =
        new BodyStream(endless ? Long.MAX_VALUE : LONGEST, patience, () -> leave(way));
    CompletableFuture<Integer> sent = way.send(request, endless, body);
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
      leave(way);
      TimeoutException why = new TimeoutException("waited " + timeout.toSeconds() + " s");
      why.initCause(e);
      throw Failures.of(base, why);
    } catch (ExecutionException e) {
      ApiException failure = Failures.of(base, e);
      if (failure.status().code() == LATE) {
        leave(way);
      }
      throw failure;
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

  private synchronized Transport current() {
    return current;
  }

  /* Over HTTP/2 everything shares one connection. When a router has forgotten it, nothing tells us until TCP gives up after a
   * quarter of an hour, and every new request would join those that wait. */
  /// Nothing came on this way for too long: from now on another one is taken. What is still on the old one may go on, for
  /// perhaps only one answer was slow.
  private synchronized void leave(Transport way) {
    if (way != current || closed) {
      return;
    }
    current = opener.get();
    way.retire();
    retired.add(way);
    while (retired.size() > MOST_RETIRED) {
      retired.remove().close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
    retired.forEach(Transport::close);
    retired.clear();
  }
}
