package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ports of a Service or a slice, by the names that SRV records have: `_https._tcp`. An immutable value.
final class PortList {
  static final PortList NONE = new PortList(new byte[0][], new int[0]);

  /// Lists seen lately, so that the many Services and slices with equal ports share one: less memory, and warm when asked
  /// for. One thread.
  static final class Pool {
    private final @Nullable PortList[] seen = new PortList[1 << 10];

    PortList shared(PortList list) {
      int slot = list.hashCode() * 0x9e37_79b9 >>> 22;
      PortList known = seen[slot];
      if (known != null && known.equals(list)) {
        return known;
      }
      seen[slot] = list;
      return list;
    }
  }

  private static final byte[] UNNAMED = {};
  private static final int NO_NUMBER = -1;

  /// The two labels `_port` and `_proto`, empty if the port has no name.
  private final byte[][] names;

  private final int[] numbers;

  private PortList(byte[][] names, int[] numbers) {
    this.names = names;
    this.numbers = numbers;
  }

  static PortList ofService(List<ServiceView.Port> ports) {
    byte[][] names = new byte[ports.size()][];
    Arrays.setAll(names, i -> name(ports.get(i).name(), ports.get(i).protocol()));
    return of(names, ports.stream().mapToInt(ServiceView.Port::port).toArray());
  }

  static PortList ofSlice(List<SliceView.Port> ports) {
    byte[][] names = new byte[ports.size()][];
    Arrays.setAll(names, i -> name(ports.get(i).name(), ports.get(i).protocol()));
    return of(names, ports.stream().mapToInt(p -> number(p.port())).toArray());
  }

  private static PortList of(byte[][] names, int[] numbers) {
    return names.length == 0 ? NONE : new PortList(names, numbers);
  }

  private static int number(@Nullable Integer port) {
    return port == null ? NO_NUMBER : port;
  }

  private static byte[] name(String port, String protocol) {
    byte[] octets = port.isEmpty() ? null : WireName.of("_" + port, "_" + protocol);
    return octets == null ? UNNAMED : octets;
  }

  int size() {
    return numbers.length;
  }

  int number(int index) {
    return numbers[index];
  }

  /// The name of its SRV records at `service`; null if the port has no name.
  @Nullable DnsName owner(int index, DnsName service) {
    byte[] name = names[index];
    return name.length == 0 ? null : WireName.name(name, 0, name.length, service);
  }

  /// The names of SRV records, `_http._tcp`, as people write them.
  List<String> texts() {
    List<String> out = new ArrayList<>();
    for (byte[] name : names) {
      if (name.length > 0) {
        int protocol = 1 + name[0];
        out.add(text(name, 1, protocol) + "." + text(name, protocol + 1, name.length));
      }
    }
    return out;
  }

  private static String text(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.US_ASCII);
  }

  boolean hasNumber(int index) {
    return numbers[index] != NO_NUMBER;
  }

  /// Whether the port is meant by the two labels in `octets`; none mean any port.
  boolean matches(int index, byte[] octets, int from, int to) {
    return from == to || Arrays.equals(names[index], 0, names[index].length, octets, from, to);
  }

  /// Whether a named port has the protocol that is the one label in `octets`.
  boolean hasProtocol(byte[] octets, int from, int to) {
    for (byte[] name : names) {
      int protocol = name.length == 0 ? 0 : 1 + name[0];
      if (protocol > 0 && Arrays.equals(name, protocol, name.length, octets, from, to)) {
        return true;
      }
    }
    return false;
  }

  /// Whether one of the ports meant that stand before `end` has this number.
  boolean has(int number, int end, byte[] octets, int from, int to) {
    for (int i = 0; i < end; i++) {
      if (numbers[i] == number && matches(i, octets, from, to)) {
        return true;
      }
    }
    return false;
  }

  /// Whether one of the ports meant has a number.
  boolean hasAny(byte[] octets, int from, int to) {
    for (int i = 0; i < numbers.length; i++) {
      if (hasNumber(i) && matches(i, octets, from, to)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PortList p
        && Arrays.equals(numbers, p.numbers)
        && Arrays.deepEquals(names, p.names);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.deepHashCode(names);
  }
}
