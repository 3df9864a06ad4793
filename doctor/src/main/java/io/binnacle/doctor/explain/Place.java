package io.binnacle.doctor.explain;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.proxy.plan.Protocol;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a packet comes from or goes to, as somebody said it.
public sealed interface Place {
  /// A Pod.
  record OfPod(ObjectKey key) implements Place {}

  /// A node.
  record OfNode(String name) implements Place {}

  /// Some machine outside the cluster.
  record Outside() implements Place {}

  /// A Service.
  ///
  /// @param port its name or number; empty for every port
  /// @param protocol null if not said
  record OfService(ObjectKey key, String port, @Nullable Protocol protocol) implements Place {}

  /// An address.
  ///
  /// @param port 0 where none matters
  /// @param protocol null if not said
  record At(IpAddress address, int port, @Nullable Protocol protocol) implements Place {}

  /// Reads where a packet comes from: `pod/a`, `pod/a.shop`, `node/n1`, `outside`, an address.
  ///
  /// @param namespace of a Pod that is written without one
  /// @throws IllegalArgumentException if it is nothing of that, with a sentence for people
  static Place source(String text, String namespace) {
    int slash = text.indexOf('/');
    String kind = slash < 0 ? text : text.substring(0, slash);
    String name = text.substring(slash + 1);
    IpAddress address = IpAddress.parse(text);
    if (address != null) {
      return new At(address, 0, null);
    }
    if (kind.equals("outside") && slash < 0) {
      return new Outside();
    }
    if (slash < 0 || name.isEmpty()) {
      throw new IllegalArgumentException(
          text + ": want pod/NAME[.NAMESPACE], node/NAME, outside, or an address");
    }
    return switch (kind) {
      case "pod", "pods", "po" -> new OfPod(podKey(name, namespace));
      case "node", "nodes", "no" -> new OfNode(name);
      default ->
          throw new IllegalArgumentException(
              text + ": want pod/NAME[.NAMESPACE], node/NAME, outside, or an address");
    };
  }

  /// Reads where a packet goes: `svc/b`, `svc/b.shop:http`, `svc/b:53/udp`, `10.96.0.20:80`, `[fd00::1]:80/tcp`.
  ///
  /// @param namespace of a Service that is written without one
  /// @throws IllegalArgumentException if it is nothing of that, with a sentence for people
  static Place destination(String text, String namespace) {
    String rest = text;
    boolean service = false;
    for (String kind : new String[] {"svc/", "service/", "services/"}) {
      if (text.startsWith(kind)) {
        rest = text.substring(kind.length());
        service = true;
      }
    }
    Protocol protocol = null;
    int slash = rest.lastIndexOf('/');
    if (slash >= 0) {
      protocol = Protocol.parse(rest.substring(slash + 1).toUpperCase(Locale.ROOT));
      if (protocol == null) {
        throw new IllegalArgumentException(text + ": want /tcp, /udp or /sctp behind the port");
      }
      rest = rest.substring(0, slash);
    }
    int colon = rest.lastIndexOf(':');
    if (service) {
      String name = colon < 0 ? rest : rest.substring(0, colon);
      if (name.isEmpty()) {
        throw new IllegalArgumentException(text + ": want svc/NAME[.NAMESPACE][:PORT]");
      }
      return new OfService(
          serviceKey(name, namespace), colon < 0 ? "" : rest.substring(colon + 1), protocol);
    }
    String host = colon < 0 ? rest : rest.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    IpAddress address = IpAddress.parse(host);
    int port = colon < 0 ? 0 : number(rest.substring(colon + 1));
    if (address == null || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          text + ": want svc/NAME[.NAMESPACE][:PORT[/udp]] or ADDRESS:PORT[/udp]");
    }
    return new At(address, port, protocol);
  }

  /// Names of Pods may have dots, namespaces have none; [Sources] looks for the other reading, too.
  private static ObjectKey podKey(String name, String namespace) {
    int dot = name.lastIndexOf('.');
    return dot < 1 || dot == name.length() - 1
        ? new ObjectKey(namespace, name)
        : new ObjectKey(name.substring(dot + 1), name.substring(0, dot));
  }

  /// Names of Services have no dots; what stands behind the namespace is the rest of a DNS name.
  private static ObjectKey serviceKey(String name, String namespace) {
    String[] labels = name.split("\\.");
    return labels.length < 2 ? new ObjectKey(namespace, name) : new ObjectKey(labels[1], labels[0]);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /// `10.244.1.3:8080`, `[fd00::3]:8080`.
  static String text(IpAddress address, int port) {
    return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
  }
}
