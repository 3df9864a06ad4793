package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Labels as octets of a message: in lower case, each behind its length, no root.
public final class WireName {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private WireName() {}

  /// The octets of `labels`; null if one of them cannot be a label of a name that the API admits: empty, longer than 63
  /// octets, or with a dot.
  static byte @Nullable [] of(String... labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : labels) {
      byte[] octets = label.getBytes(StandardCharsets.UTF_8);
      if (octets.length == 0 || octets.length > DnsName.MAX_LABEL || label.indexOf('.') >= 0) {
        return null;
      }
      out.write(octets.length);
      for (byte octet : octets) {
        out.write(octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
      }
    }
    return out.toByteArray();
  }

  /// The octets of the labels of `name` from `first` to before `end`.
  static byte[] of(DnsName name, int first, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = first; i < end; i++) {
      String label = name.label(i);
      out.write(label.length());
      label.chars().forEach(out::write);
    }
    return out.toByteArray();
  }

  /// The octets of `name`, the root not among them.
  public static byte[] of(DnsName name) {
    return of(name, 0, name.size());
  }

  /// The name of the labels from `from` to before `to`, followed by `suffix`; null if that is too long.
  static @Nullable DnsName name(byte[] octets, int from, int to, DnsName suffix) {
    List<byte[]> labels = new ArrayList<>();
    for (int at = from; at < to; at += 1 + octets[at]) {
      labels.add(Arrays.copyOfRange(octets, at + 1, at + 1 + octets[at]));
    }
    DnsName prefix = DnsName.ofLabels(labels);
    return prefix == null ? null : prefix.followedBy(suffix);
  }

  /// A number that equal octets share; never 0. Reads eight octets at a time.
  public static int hash(byte[] octets, int from, int to) {
    int length = to - from;
    long hash = length * MIX;
    if (length >= 8) {
      for (int at = from; at < to - 8; at += 8) {
        hash = mixed(hash, (long) LONGS.get(octets, at));
      }
      hash = mixed(hash, (long) LONGS.get(octets, to - 8));
    } else {
      long tail = 0;
      for (int at = from; at < to; at++) {
        tail = tail << 8 | octets[at] & 0xff;
      }
      hash = mixed(hash, tail);
    }
    int folded = (int) (hash ^ hash >>> 32);
    return folded == 0 ? 1 : folded;
  }

  private static long mixed(long hash, long octets) {
    long product = (hash ^ octets) * MIX;
    return product ^ product >>> 29;
  }
}
