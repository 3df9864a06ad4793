package io.binnacle.attach;

import io.binnacle.client.KubeApi;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One running watch: reads line after line on a thread of its own and hands on the events. Says [WatchEvent.Failed] exactly once
/// when it ends, unless it was closed.
final class RemoteWatch implements KubeApi.Watch {
  /// The longest event taken in, in bytes. etcd takes objects of 1.5 MB.
  static final int LONGEST_EVENT = 64 * 1024 * 1024;

  private static final int BUFFER = 16 * 1024;

  private final String where;
  private final BodyStream body;
  private final Consumer<WatchEvent> sink;
  private boolean closed;

  /// @param where the server's URL, for messages
  RemoteWatch(String where, BodyStream body, Consumer<WatchEvent> sink) {
    this.where = where;
    this.body = body;
    this.sink = sink;
  }

  void start() {
    Thread.ofVirtual().name("watch").start(this::run);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    body.close();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void run() {
    Status end;
    try (body) {
      end = follow(body);
    } catch (IOException | JsonException | NumberFormatException e) {
      end = Failures.of(where, e).status();
    }
    if (!isClosed()) {
      sink.accept(new WatchEvent.Failed(end));
    }
  }

  /// Hands on events until there are no more.
  ///
  /// @return why there are no more
  private Status follow(InputStream in) throws IOException, JsonException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      int from = 0;
      for (int i = 0; i < n; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, from, i - from);
          from = i + 1;
          Status end = event(line.toByteArray());
          if (end != null) {
            return end;
          }
          line.reset();
        }
      }
      line.write(buffer, from, n - from);
      if (line.size() > LONGEST_EVENT) {
        throw new IOException("an event longer than " + LONGEST_EVENT + " bytes");
      }
    }
    return new Status(
        504, "Timeout", "the server ended the watch, as servers do from time to time", Obj.EMPTY);
  }

  /// @return why this was the last event, or null
  private @Nullable Status event(byte[] line) throws JsonException {
    if (line.length == 0) {
      return null;
    }
    if (!(Json.parse(line).value() instanceof Obj event)) {
      return new Status(500, "InternalError", "not a watch event: no JSON object", Obj.EMPTY);
    }
    Obj object = event.obj("object");
    WatchEvent next =
        switch (event.str("type")) {
          case "ADDED" -> new WatchEvent.Added(object);
          case "MODIFIED" -> new WatchEvent.Modified(object);
          case "DELETED" -> new WatchEvent.Deleted(object);
          case "BOOKMARK" -> new WatchEvent.Bookmark(Long.parseLong(Meta.resourceVersion(object)));
          case "ERROR" -> new WatchEvent.Failed(Status.of(object));
          default ->
              new WatchEvent.Failed(
                  new Status(
                      500,
                      "InternalError",
                      "not a watch event: type \"" + event.str("type") + "\"",
                      Obj.EMPTY));
        };
    if (next instanceof WatchEvent.Failed(Status status)) {
      return status;
    }
    if (!isClosed()) {
      sink.accept(next);
    }
    return null;
  }
}
