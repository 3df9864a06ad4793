package io.binnacle.node.probe;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.GoQuote;
import io.binnacle.node.runtime.ContainerRuntime.ExecResult;
import io.binnacle.node.runtime.RuntimeFailure;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Runs lifecycle hooks. Blocking; safe for use by many threads.
public final class Hooks {
  private static final String AGENT = "kube-lifecycle/" + HandlerTransport.VERSION;
  private static final Duration NO_LIMIT = Duration.ofHours(24);

  private final Dialer dialer = new Dialer();
  private final HttpGetter http = new HttpGetter(dialer);
  private final Pause pause;

  /// Lets time pass; [Thread#sleep(Duration)] in earnest.
  @FunctionalInterface
  public interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /// @param pause how the sleep hook sleeps
  public Hooks(Pause pause) {
    this.pause = pause;
  }

  /// Runs a container's `lifecycle.postStart` or `lifecycle.preStop`.
  ///
  /// @param hook the value of that field
  /// @param timeout for preStop what is left of the grace period; null for none
  /// @return null if it succeeded, else why not: the message of the state with reason `PostStartHookError`. The events
  ///     `FailedPostStartHook` and `FailedPreStopHook` say `PostStartHook failed` and `PreStopHook failed` only, since answers may
  ///     hold secrets
  public @Nullable String run(Obj hook, ProbedContainer container, @Nullable Duration timeout) {
    Duration limit = timeout == null || timeout.compareTo(NO_LIMIT) > 0 ? NO_LIMIT : timeout;
    Handler handler = Handler.of(hook);
    try {
      return switch (handler) {
        case null -> "Cannot run handler: invalid handler: " + hook;
        case Handler.Grpc _ -> "Cannot run handler: invalid handler: " + hook;
        case Handler.Exec exec -> exec(exec, container, limit);
        case Handler.HttpGet get -> get(get, container, Deadline.in(limit));
        case Handler.TcpSocket tcp -> connect(tcp, container, Deadline.in(limit));
        case Handler.Sleep sleep -> sleep(sleep, container, limit);
      };
    } catch (HandlerTransport.NoSuchPort e) {
      return failed("HTTP lifecycle hook", "", container, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String exec(
      Handler.Exec exec, ProbedContainer container, Duration limit) {
    String command = String.join(" ", exec.command());
    String error;
    String output = "";
    try {
      ExecResult result = container.commands().run(exec.command(), limit);
      if (result.exitCode() == 0) {
        return null;
      }
      output = result.stdout() + result.stderr();
      error = "command '" + command + "' exited with " + result.exitCode() + ": " + result.stderr();
    } catch (RuntimeFailure e) {
      error =
          e.kind() == RuntimeFailure.Kind.TIMEOUT
              ? "command " + GoQuote.quote(command) + " timed out"
              : String.valueOf(e.getMessage());
    }
    return failed("Exec lifecycle hook", "[" + command + "]", container, error)
        + ", message: "
        + GoQuote.quote(output);
  }

  /// Any answer will do. A server that speaks no TLS where TLS was asked for is asked again without.
  private @Nullable String get(Handler.HttpGet get, ProbedContainer container, Deadline deadline)
      throws HandlerTransport.NoSuchPort {
    HttpGetter.Url url = HandlerTransport.url(get, container);
    try {
      try {
        http.get(url, get.headers(), AGENT, deadline);
      } catch (SSLException e) {
        HttpGetter.Url plain = new HttpGetter.Url("http", url.host(), url.port(), url.path());
        http.get(
            plain,
            get.headers().stream()
                .filter(header -> !header.name().equalsIgnoreCase("Authorization"))
                .toList(),
            AGENT,
            deadline);
      }
      return null;
    } catch (IOException e) {
      return failed(
          "HTTP lifecycle hook",
          get.path(),
          container,
          "Get " + GoQuote.quote(url.toString()) + ": " + HandlerTransport.words(e));
    }
  }

  private @Nullable String connect(
      Handler.TcpSocket tcp, ProbedContainer container, Deadline deadline)
      throws HandlerTransport.NoSuchPort {
    String host = tcp.host().isEmpty() ? container.podIp() : tcp.host();
    int port = HandlerTransport.port(tcp.port(), container);
    try (Socket _ = dialer.dial(host, port, deadline)) {
      return null;
    } catch (IOException e) {
      return failed(
          "TCP lifecycle hook", Dialer.join(host, port), container, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String sleep(Handler.Sleep sleep, ProbedContainer container, Duration limit) {
    Duration wanted = Duration.ofSeconds(Math.max(0, sleep.seconds()));
    boolean whole = wanted.compareTo(limit) <= 0;
    try {
      pause.pause(whole ? wanted : limit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      whole = false;
    }
    return whole
        ? null
        : failed(
            "Sleep lifecycle hook",
            Long.toString(sleep.seconds()),
            container,
            "container terminated before sleep hook finished");
  }

  private static String failed(String hook, String what, ProbedContainer container, String error) {
    Obj pod = container.pod();
    return hook
        + " ("
        + what
        + ") for Container "
        + GoQuote.quote(container.name())
        + " in Pod "
        + GoQuote.quote(Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")")
        + " failed - error: "
        + error;
  }
}
