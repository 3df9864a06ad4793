package io.binnacle.dns.name;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A domain name (RFC 1035 §3.1): labels of 1 to 63 octets, at most 255 octets on the wire. Keeps the case it was written
/// in; equality and [#key] ignore the case of ASCII letters (RFC 4343).
///
/// Labels are octets, not text: one may hold a dot or a NUL, and neither is taken for a separator.
public final class DnsName {
  /// The root, `.`.
  public static final DnsName ROOT = new DnsName(new byte[][] {});

  /// Octets a name may take on the wire, the root's included.
  public static final int MAX_LENGTH = 255;

  /// Octets a label may have.
  public static final int MAX_LABEL = 63;

  private final byte[][] labels;
  private final String key;

  private DnsName(byte[][] labels) {
    this.labels = labels;
    this.key = keyOf(labels);
  }

  /// The name of these labels, leftmost first.
  ///
  /// @return null if a label is empty or too long, or the whole name is
  public static @Nullable DnsName ofLabels(List<byte[]> labels) {
    int length = 1;
    for (byte[] label : labels) {
      if (label.length == 0 || label.length > MAX_LABEL) {
        return null;
      }
      length += label.length + 1;
    }
    return length > MAX_LENGTH
        ? null
        : new DnsName(labels.stream().map(byte[]::clone).toArray(byte[][]::new));
  }

  /// Reads a name as people write it, with or without the trailing dot, `\.` and `\123` escapes understood.
  ///
  /// @return null if it is not a name
  public static @Nullable DnsName parse(String text) {
    if (text.equals(".")) {
      return ROOT;
    }
    List<byte[]> labels = new ArrayList<>();
    byte[] label = new byte[text.length()];
    int size = 0;
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (octets.length != text.length()) {
      label = new byte[octets.length];
    }
    for (int i = 0; i < octets.length; i++) {
      byte octet = octets[i];
      if (octet == '.') {
        labels.add(Arrays.copyOf(label, size));
        size = 0;
        continue;
      }
      if (octet == '\\') {
        int escaped = escape(octets, i + 1);
        if (escaped < 0) {
          return null;
        }
        i += octets[i + 1] >= '0' && octets[i + 1] <= '9' ? 3 : 1;
        octet = (byte) escaped;
      }
      label[size++] = octet;
    }
    if (size > 0) {
      labels.add(Arrays.copyOf(label, size));
    }
    return labels.isEmpty() ? null : ofLabels(labels);
  }

  /// A name the program itself wrote.
  ///
  /// @throws IllegalArgumentException if it is not a name
  public static DnsName of(String text) {
    DnsName name = parse(text);
    if (name == null) {
      throw new IllegalArgumentException("not a domain name: " + text);
    }
    return name;
  }

  private static int escape(byte[] octets, int at) {
    if (at >= octets.length) {
      return -1;
    }
    if (octets[at] < '0' || octets[at] > '9') {
      return octets[at] & 0xff;
    }
    int value = 0;
    for (int i = at; i < at + 3; i++) {
      if (i >= octets.length || octets[i] < '0' || octets[i] > '9') {
        return -1;
      }
      value = value * 10 + octets[i] - '0';
    }
    return value > 255 ? -1 : value;
  }

  /// How many labels there are, the root not counted.
  public int size() {
    return labels.length;
  }

  /// The label at `index`, 0 being the leftmost, in lower case, one char per octet.
  public String label(int index) {
    return lower(labels[index]);
  }

  /// The octets of the label at `index` as written; a copy.
  public byte[] octets(int index) {
    return labels[index].clone();
  }

  /// Whether this name is `ancestor` or below it.
  public boolean isUnder(DnsName ancestor) {
    int skip = labels.length - ancestor.labels.length;
    if (skip < 0) {
      return false;
    }
    for (int i = 0; i < ancestor.labels.length; i++) {
      if (!lower(labels[skip + i]).equals(lower(ancestor.labels[i]))) {
        return false;
      }
    }
    return true;
  }

  /// The last `count` labels, in the case they were written in.
  public DnsName last(int count) {
    return new DnsName(Arrays.copyOfRange(labels, labels.length - count, labels.length));
  }

  /// The first `count` labels, in the case they were written in.
  public DnsName first(int count) {
    return new DnsName(Arrays.copyOfRange(labels, 0, count));
  }

  /// This name with labels put before it, given as dotted text without escapes: `web.default`.
  ///
  /// @return null if that makes no valid name
  public @Nullable DnsName below(String prefix) {
    List<byte[]> all = new ArrayList<>();
    for (String label : prefix.split("\\.", -1)) {
      all.add(label.getBytes(StandardCharsets.UTF_8));
    }
    all.addAll(Arrays.asList(labels));
    return ofLabels(all);
  }

  /// This name with `suffix` behind it; null if that is too long.
  public @Nullable DnsName followedBy(DnsName suffix) {
    List<byte[]> all = new ArrayList<>(Arrays.asList(labels));
    all.addAll(Arrays.asList(suffix.labels));
    return ofLabels(all);
  }

  /// Octets on the wire, uncompressed, the root's included.
  public int length() {
    int length = 1;
    for (byte[] label : labels) {
      length += label.length + 1;
    }
    return length;
  }

  /// Writes the labels as they stand on the wire, each behind its length, in the case they were written in and without the
  /// root's octet: [#length] − 1 octets from `at` on.
  public void writeTo(byte[] into, int at) {
    int next = at;
    for (byte[] label : labels) {
      into[next++] = (byte) label.length;
      System.arraycopy(label, 0, into, next, label.length);
      next += label.length;
    }
  }

  /// The same text for names that are equal: lower case, every label preceded by its length, so that no label's content
  /// can be taken for a separator. For use in maps.
  public String key() {
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DnsName n && key.equals(n.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /// As people write it, with a trailing dot; octets that are not printable are escaped.
  @Override
  public String toString() {
    if (labels.length == 0) {
      return ".";
    }
    StringBuilder out = new StringBuilder();
    for (byte[] label : labels) {
      for (byte b : label) {
        int octet = b & 0xff;
        if (octet == '.' || octet == '\\' || octet == '"' || octet == ';') {
          out.append('\\').append((char) octet);
        } else if (octet <= ' ' || octet >= 0x7f) {
          out.append('\\').append((char) ('0' + octet / 100));
          out.append((char) ('0' + octet / 10 % 10)).append((char) ('0' + octet % 10));
        } else {
          out.append((char) octet);
        }
      }
      out.append('.');
    }
    return out.toString();
  }

  private static String keyOf(byte[][] labels) {
    StringBuilder out = new StringBuilder();
    for (byte[] label : labels) {
      out.append((char) label.length).append(lower(label));
    }
    return out.toString();
  }

  private static String lower(byte[] label) {
    char[] out = new char[label.length];
    for (int i = 0; i < label.length; i++) {
      int octet = label[i] & 0xff;
      out[i] = (char) (octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
    }
    return new String(out);
  }
}
