package io.binnacle.server.openapi;

import io.binnacle.model.schema.ResourceType.Subresource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A subresource that connects with a process in the cluster. What upstream calls its options, `PodExecOptions` and the like, is a kind in
/// name only: it travels as parameters of the query.
///
/// @param verbs by which it is reached
/// @param parameters of the query
/// @param below whether paths below it are served too
record Connecting(List<Verb> verbs, List<Parameter> parameters, boolean below) {
  private static final Parameter CONTAINER =
      Parameter.query(
          "container", "string", "Container of the Pod; the only or default one if absent.");
  private static final List<Parameter> STREAMS =
      List.of(
          CONTAINER,
          Parameter.query("stderr", "boolean", "Whether to stream standard error."),
          Parameter.query("stdin", "boolean", "Whether to stream standard input."),
          Parameter.query("stdout", "boolean", "Whether to stream standard output."),
          Parameter.query("tty", "boolean", "Whether the streams belong to a terminal."));
  private static final List<Parameter> LOG =
      List.of(
          CONTAINER,
          Parameter.query("follow", "boolean", "Whether to go on as the container writes."),
          Parameter.query(
              "insecureSkipTLSVerifyBackend",
              "boolean",
              "Accepted and without effect: there is no connection to a kubelet."),
          Parameter.query("limitBytes", "integer", "Bytes after which to stop."),
          Parameter.query(
              "previous", "boolean", "The log of the instance before the last restart."),
          Parameter.query("sinceSeconds", "integer", "Nothing older than so many seconds."),
          Parameter.query("sinceTime", "string", "Nothing older than this time, RFC 3339."),
          Parameter.query("tailLines", "integer", "At most so many lines from the end."),
          Parameter.query("timestamps", "boolean", "Whether each line begins with its time."));
  private static final List<Verb> ANY =
      List.of(
          Verb.CONNECT_GET,
          Verb.CONNECT_POST,
          Verb.CONNECT_PUT,
          Verb.CONNECT_PATCH,
          Verb.CONNECT_DELETE,
          Verb.CONNECT_HEAD,
          Verb.CONNECT_OPTIONS);
  private static final List<Verb> UPGRADE = List.of(Verb.CONNECT_GET, Verb.CONNECT_POST);

  /// How `subresource` is reached, or null if it is an object's part like others.
  static @Nullable Connecting of(Subresource subresource) {
    return switch (subresource.kind()) {
      case "PodExecOptions" ->
          new Connecting(
              UPGRADE,
              with(Parameter.query("command", "string", "Program and arguments."), STREAMS),
              false);
      case "PodAttachOptions" -> new Connecting(UPGRADE, STREAMS, false);
      case "PodPortForwardOptions" ->
          new Connecting(
              UPGRADE,
              List.of(Parameter.query("ports", "integer", "Ports, for WebSocket channels only.")),
              false);
      case "PodProxyOptions", "ServiceProxyOptions" -> new Connecting(ANY, List.of(), true);
      default ->
          subresource.name().equals("log") ? new Connecting(List.of(Verb.GET), LOG, false) : null;
    };
  }

  private static List<Parameter> with(Parameter first, List<Parameter> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }
}
