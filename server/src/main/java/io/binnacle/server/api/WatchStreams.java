package io.binnacle.server.api;

import io.binnacle.client.run.Scheduler;
import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.api.Representation.Shape;
import io.binnacle.server.http.Responder;
import io.binnacle.server.http.ResponseStream;
import io.binnacle.server.registry.Change;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.WatchQuery;
import io.binnacle.server.registry.WatchSink;
import io.binnacle.server.table.TableView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Watches over HTTP: one JSON object a line, until the time is up or one side has had enough.
///
/// A line is encoded once for each shape and shared by all who watch in that shape, except for tables, whose ages differ.
/// A client that reads slowly is sent nothing more until it has caught up; the registry goes on from where it stopped.
final class WatchStreams {
  /// Above this many unsent bytes a watch pauses.
  static final long HIGH_WATER = 1024 * 1024;

  /* Upstream: --min-request-timeout, and up to twice that by chance, so that watches do not all come back at once. */
  private static final Duration SHORTEST = Duration.ofMinutes(30);
  private static final Duration BOOKMARKS = Duration.ofMinutes(1);
  private static final Duration BEFORE_END = Duration.ofSeconds(2);

  private final Registry registry;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final ApiMetrics metrics;

  WatchStreams(Registry registry, Scheduler scheduler, RandomGenerator random, ApiMetrics metrics) {
    this.registry = registry;
    this.scheduler = scheduler;
    this.random = random;
    this.metrics = metrics;
  }

  /// Answers a watch. Returns once it has begun.
  ///
  /// @param seconds how long it is to last; null for half an hour or somewhat more
  /// @throws io.binnacle.model.error.ApiException if the registry refuses it; nothing has been sent then
  void serve(
      ResourceName resource,
      String namespace,
      WatchQuery query,
      @Nullable Long seconds,
      Representation form,
      TableView view,
      Responder out) {
    Duration length =
        seconds == null
            ? SHORTEST.plusMillis(random.nextLong(SHORTEST.toMillis()))
            : Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE));
    Lines sink = new Lines(form, view, out);
    Registry.Watch watch = registry.watch(resource, namespace, query, sink);
    ResponseStream stream = sink.stream();
    Runnable left = metrics.watching(resource);
    Cancellable end = scheduler.schedule(length, stream::close);
    Bookmarks bookmarks = new Bookmarks(watch, length);
    stream.onClose(() -> {
      watch.close();
      end.cancel();
      bookmarks.stop();
      left.run();
    });
    stream.onWritable(watch::resume);
    if (stream.pendingBytes() < ResponseStream.LOW_WATER) {
      watch.resume(); // it may have paused and drained before anybody listened
    }
    if (query.allowBookmarks()) {
      bookmarks.next();
    }
  }

  /// Encodes events and writes them. Opens the stream with the first, so that a refusal can still be told properly.
  private final class Lines implements WatchSink {
    private final Representation form;
    private final TableView view;
    private final Responder out;
    private @Nullable ResponseStream stream;
    private boolean columnsSent;

    Lines(Representation form, TableView view, Responder out) {
      this.form = form;
      this.view = view;
      this.out = out;
    }

    synchronized ResponseStream stream() {
      ResponseStream known = stream;
      if (known == null) {
        known = out.stream(200, Answers.headers(form));
        stream = known;
      }
      return known;
    }

    @Override
    public boolean accept(Change change) {
      ResponseStream to = stream();
      boolean open = to.write(line(change));
      if (change.type() == Change.Type.ERROR) {
        to.close();
        return false;
      }
      return open && to.pendingBytes() < HIGH_WATER;
    }

    private byte[] line(Change change) {
      if (form.shape() == Shape.TABLE) {
        boolean withColumns = !columnsSent && change.type() != Change.Type.ERROR;
        columnsSent |= withColumns;
        return framed(change.type(), Json.bytes(shaped(change.object().object(), withColumns)));
      }
      return change
          .object()
          .form(
              new Key(change.type(), form.shape(), form.version()),
              o ->
                  form.shape() == Shape.WHOLE
                      ? framed(change.type(), change.object().json())
                      : framed(change.type(), Json.bytes(shaped(o, false))));
    }

    private Obj shaped(Obj object, boolean withColumns) {
      return Encoder.shaped(form, view, object, withColumns, scheduler.clock().instant());
    }
  }

  /// Names an encoded line among the forms of a shared object.
  private record Key(Change.Type type, Shape shape, String version) {}

  private static byte[] framed(Change.Type type, byte[] object) {
    byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[head.length + object.length + 2];
    System.arraycopy(head, 0, line, 0, head.length);
    System.arraycopy(object, 0, line, head.length, object.length);
    line[line.length - 2] = '}';
    line[line.length - 1] = '\n';
    return line;
  }

  /// Asks for a bookmark about every minute and once shortly before the end.
  private final class Bookmarks {
    private final Registry.Watch watch;
    private Duration left;
    private @Nullable Cancellable timer;
    private boolean stopped;

    Bookmarks(Registry.Watch watch, Duration length) {
      this.watch = watch;
      this.left = length;
    }

    synchronized void next() {
      Duration untilLast = left.minus(BEFORE_END);
      if (stopped || untilLast.isNegative() || untilLast.isZero()) {
        return;
      }
      Duration pause =
          untilLast.compareTo(BOOKMARKS) < 0
              ? untilLast
              : BOOKMARKS.plusMillis(random.nextLong(10_000));
      left = left.minus(pause);
      timer =
          scheduler.schedule(
              pause,
              () -> {
                watch.bookmark();
                next();
              });
    }

    synchronized void stop() {
      stopped = true;
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
