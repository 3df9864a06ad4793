package io.binnacle.server.stream;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.Scheduler;
import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Str;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Query;
import io.binnacle.server.http.Responder;
import io.binnacle.server.websocket.Handshake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `pods/log`: the text of a container's log, over HTTP or as messages of a WebSocket.
final class LogStreaming {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain");
  private static final List<String> SPOKEN = List.of("", "binary.k8s.io", "base64.binary.k8s.io");

  /// After how long the answer begins though nothing has been logged: a client that follows waits for it.
  private static final Duration BEGIN = Duration.ofSeconds(1);

  private final NodeAgents agents;
  private final Scheduler scheduler;

  LogStreaming(NodeAgents agents, Scheduler scheduler) {
    this.agents = agents;
    this.scheduler = scheduler;
  }

  void handle(PodTarget pod, ApiRequest request, Responder out) {
    LogRequest asked = read(pod, request);
    if (pod.pod().nodeName().isEmpty()) {
      out.send(204, TEXT, new byte[0]); // as upstream: nothing can have been logged yet
      return;
    }
    NodeAgent agent = pod.agent(agents);
    LogOutlet sink = sink(request, out);
    Cancellable begin = scheduler.schedule(BEGIN, sink::begin);
    boolean done = false;
    try {
      agent.logs(asked, sink);
      done = true;
    } finally {
      begin.cancel();
      sink.end(done);
    }
  }

  private static LogOutlet sink(ApiRequest request, Responder out) {
    if (!Handshake.isAskedBy(request) || !out.canUpgrade()) {
      return new LogOutlet(() -> new LogOutlet.Http(out.stream(200, TEXT)));
    }
    String protocol = Handshake.agree(request, SPOKEN);
    return new LogOutlet(() ->
        new LogOutlet.Messages(
            Handshake.accept(request, out, protocol, PodStreams.IDLE),
            ChannelProtocol.isBase64(protocol)));
  }

  private LogRequest read(PodTarget pod, ApiRequest request) {
    var query = request.query();
    Long tailLines = Query.integer(query, "tailLines");
    Long limitBytes = Query.integer(query, "limitBytes");
    Long sinceSeconds = Query.integer(query, "sinceSeconds");
    Instant sinceTime = time(Query.text(query, "sinceTime"));
    List<FieldError> errors = new ArrayList<>();
    if (tailLines != null && tailLines < 0) {
      errors.add(invalid("tailLines", tailLines, "must be greater than or equal to 0"));
    }
    if (limitBytes != null && limitBytes < 1) {
      errors.add(invalid("limitBytes", limitBytes, "must be greater than 0"));
    }
    if (sinceSeconds != null && sinceTime != null) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of(""), "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    } else if (sinceSeconds != null && sinceSeconds < 1) {
      errors.add(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
    }
    if (!errors.isEmpty()) {
      throw new ApiException(Status.invalid("", "PodLogOptions", pod.pod().name(), errors));
    }
    return new LogRequest(
        pod.ref(),
        pod.container(request.query("container")),
        Query.flag(query, "follow"),
        Query.flag(query, "previous"),
        sinceSeconds != null ? ago(sinceSeconds) : sinceTime,
        tailLines,
        limitBytes,
        Query.flag(query, "timestamps"));
  }

  private Instant ago(long seconds) {
    Instant now = scheduler.clock().instant();
    return seconds >= now.getEpochSecond() ? Instant.EPOCH : now.minusSeconds(seconds);
  }

  private static @Nullable Instant time(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Timestamps.parse(text);
    } catch (RuntimeException e) {
      throw new ApiException(
          Status.badRequest("sinceTime: parsing time " + Str.of(text) + ": expected RFC 3339"), e);
    }
  }

  private static FieldError invalid(String field, long value, String why) {
    return FieldError.invalid(FieldPath.of(field), Int.of(value), why);
  }
}
