package io.binnacle.node.probe;

import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.TargetPort;
import io.binnacle.node.env.GoQuote;
import io.binnacle.node.runtime.ContainerRuntime.ExecResult;
import io.binnacle.node.runtime.RuntimeFailure;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Runs a handler once. Blocking; safe for use by many threads.
public final class HandlerTransport implements ProbeTransport {
  /// As the version the server reports.
  static final String VERSION = "1.33";

  private static final String AGENT = "kube-probe/" + VERSION;
  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_OUTPUT = 10 * 1_024;

  private final Dialer dialer = new Dialer();
  private final HttpGetter http = new HttpGetter(dialer);

  /// Reaches containers by their addresses from this machine.
  public HandlerTransport() {}

  /// Runs a probe's handler.
  ///
  /// @param timeout after which the run has failed
  @Override
  public ProbeResult probe(Handler handler, ProbedContainer container, Duration timeout) {
    try {
      return switch (handler) {
        case Handler.Exec exec -> exec(exec, container, timeout);
        case Handler.HttpGet get -> http(get, container, Deadline.in(timeout));
        case Handler.TcpSocket tcp -> tcp(tcp, container, Deadline.in(timeout));
        case Handler.Grpc grpc ->
            GrpcHealth.check(container.podIp(), grpc.port(), grpc.service(), timeout);
        case Handler.Sleep _ -> new ProbeResult.Unknown("a probe cannot sleep");
      };
    } catch (NoSuchPort e) {
      return new ProbeResult.Unknown(String.valueOf(e.getMessage()));
    }
  }

  private static ProbeResult exec(Handler.Exec exec, ProbedContainer container, Duration timeout) {
    try {
      ExecResult result = container.commands().run(exec.command(), timeout);
      String output = result.stdout() + result.stderr();
      output = output.length() > MAX_OUTPUT ? output.substring(0, MAX_OUTPUT) : output;
      return result.exitCode() == 0
          ? new ProbeResult.Success(output)
          : new ProbeResult.Failure(output);
    } catch (RuntimeFailure e) {
      return e.kind() == RuntimeFailure.Kind.TIMEOUT
          ? new ProbeResult.Failure(
              "command timed out: "
                  + GoQuote.quote(String.join(" ", exec.command()))
                  + " timed out after "
                  + timeout.toSeconds()
                  + "s")
          : new ProbeResult.Unknown(String.valueOf(e.getMessage()));
    }
  }

  private ProbeResult tcp(Handler.TcpSocket tcp, ProbedContainer container, Deadline deadline)
      throws NoSuchPort {
    String host = tcp.host().isEmpty() ? container.podIp() : tcp.host();
    int port = port(tcp.port(), container);
    try (Socket _ = dialer.dial(host, port, deadline)) {
      return new ProbeResult.Success("");
    } catch (IOException e) {
      return new ProbeResult.Failure(String.valueOf(e.getMessage()));
    }
  }

  private ProbeResult http(Handler.HttpGet get, ProbedContainer container, Deadline deadline)
      throws NoSuchPort {
    HttpGetter.Url first = url(get, container);
    HttpGetter.Url url = first;
    try {
      for (int hop = 0; ; hop++) {
        HttpGetter.Answer answer = http.get(url, get.headers(), AGENT, deadline);
        HttpGetter.Url next = redirect(url, answer);
        if (next == null) {
          return verdict(answer);
        }
        if (!next.host().equals(first.host())) {
          return new ProbeResult.Warning(
              "Probe terminated redirects, Response body: " + answer.body());
        }
        if (hop == MAX_REDIRECTS) {
          return new ProbeResult.Failure(
              "Get " + GoQuote.quote(next.toString()) + ": stopped after 10 redirects");
        }
        url = next;
      }
    } catch (IOException e) {
      return new ProbeResult.Failure("Get " + GoQuote.quote(url.toString()) + ": " + words(e));
    }
  }

  private static ProbeResult verdict(HttpGetter.Answer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return new ProbeResult.Success(answer.body());
    }
    return status >= 300 && status < 400
        ? new ProbeResult.Warning("Probe terminated redirects, Response body: " + answer.body())
        : new ProbeResult.Failure("HTTP probe failed with statuscode: " + status);
  }

  static String words(IOException e) {
    return switch (e) {
      case Dialer.DialException dial -> String.valueOf(dial.getMessage());
      case SocketTimeoutException _ ->
          "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
      default -> {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unsupported or unrecognized SSL message")) {
          yield "http: server gave HTTP response to HTTPS client";
        }
        yield message.startsWith("Connection reset") ? "read: connection reset by peer" : message;
      }
    };
  }

  /// Where an answer sends us on to, null if nowhere.
  private static HttpGetter.@Nullable Url redirect(HttpGetter.Url from, HttpGetter.Answer answer)
      throws IOException {
    String location = answer.headers().getOrDefault("location", "");
    boolean sends =
        switch (answer.status()) {
          case 301, 302, 303, 307, 308 -> !location.isEmpty();
          default -> false;
        };
    if (!sends) {
      return null;
    }
    try {
      URI to = URI.create(from.toString()).resolve(location);
      String host = to.getHost();
      String scheme = to.getScheme();
      if (host == null || scheme == null) {
        throw new IOException("redirect to no host: \"" + location + "\"");
      }
      String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      int port = to.getPort() > 0 ? to.getPort() : scheme.equals("https") ? 443 : 80;
      return new HttpGetter.Url(scheme, plain, port, path(to));
    } catch (IllegalArgumentException e) {
      throw new IOException("failed to parse Location header \"" + location + "\"", e);
    }
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  static HttpGetter.Url url(Handler.HttpGet get, ProbedContainer container) throws NoSuchPort {
    String host = get.host().isEmpty() ? container.podIp() : get.host();
    return new HttpGetter.Url(
        get.scheme(), host, port(get.port(), container), requestPath(get.path()));
  }

  /// The path as it goes over the wire: begins with a slash, and blanks and what is not ASCII are escaped.
  private static String requestPath(String path) {
    String whole = path.startsWith("/") ? path : "/" + path;
    StringBuilder out = new StringBuilder();
    for (byte b : whole.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0x20 && b < 0x7f) {
        out.append((char) b);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  /// The number of a port: its own, or that of the container's port of this name.
  static int port(TargetPort port, ProbedContainer container) throws NoSuchPort {
    switch (port) {
      case TargetPort.Numbered numbered -> {
        if (numbered.port() > 0 && numbered.port() < 65_536) {
          return numbered.port();
        }
        throw new NoSuchPort("invalid port number: " + numbered.port());
      }
      case TargetPort.Named named -> {
        for (ContainerView.Port one : new ContainerView(container.container()).ports()) {
          if (one.name().equals(named.name())) {
            return one.containerPort();
          }
        }
        if (named.name().matches("[1-9][0-9]{0,4}")) {
          return port(new TargetPort.Numbered(Integer.parseInt(named.name())), container);
        }
        throw new NoSuchPort(
            "couldn't find port: " + named.name() + " in container " + container.name());
      }
    }
  }

  /// A port that cannot be resolved.
  static final class NoSuchPort extends Exception {
    private static final long serialVersionUID = 1L;

    NoSuchPort(String message) {
      super(message, null, false, false);
    }
  }
}
