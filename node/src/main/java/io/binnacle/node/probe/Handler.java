package io.binnacle.node.probe;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a probe or a lifecycle hook does.
public sealed interface Handler {
  /// A command in the container.
  record Exec(List<String> command) implements Handler {
    public Exec {
      command = List.copyOf(command);
    }
  }

  /// A GET request.
  ///
  /// @param scheme `http` or `https`; certificates are not checked
  /// @param host empty for the Pod's address
  /// @param path with its query; may be empty
  record HttpGet(String scheme, String host, TargetPort port, String path, List<Header> headers)
      implements Handler {
    public HttpGet {
      headers = List.copyOf(headers);
    }
  }

  /// One request header.
  record Header(String name, String value) {}

  /// A TCP connection that opens.
  ///
  /// @param host empty for the Pod's address
  record TcpSocket(String host, TargetPort port) implements Handler {}

  /// A gRPC health check.
  ///
  /// @param service what to ask for, empty for the server as a whole
  record Grpc(int port, String service) implements Handler {}

  /// Waits; hooks only.
  record Sleep(long seconds) implements Handler {}

  /// Reads the handler of a probe or hook; null if it names none.
  static @Nullable Handler of(Obj owner) {
    if (owner.get("exec") instanceof Obj exec) {
      return new Exec(exec.arr("command").strings());
    }
    if (owner.get("httpGet") instanceof Obj get) {
      List<Header> headers = new ArrayList<>();
      for (Obj header : get.arr("httpHeaders").objects()) {
        headers.add(new Header(header.str("name"), header.str("value")));
      }
      String scheme = get.str("scheme").equalsIgnoreCase("HTTPS") ? "https" : "http";
      return new HttpGet(
          scheme,
          get.str("host"),
          TargetPort.of(get.get("port"), scheme.equals("https") ? 443 : 80),
          get.str("path"),
          headers);
    }
    if (owner.get("tcpSocket") instanceof Obj tcp) {
      return new TcpSocket(tcp.str("host"), TargetPort.of(tcp.get("port"), 0));
    }
    if (owner.get("grpc") instanceof Obj grpc) {
      return new Grpc((int) grpc.integer("port", 0), grpc.str("service"));
    }
    return owner.obj("sleep").get("seconds") instanceof Int seconds
        ? new Sleep(seconds.value())
        : null;
  }
}
