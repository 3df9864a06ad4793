package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads names of a message, compressed or not (RFC 1035 §4.1.4). A pointer must lead strictly backwards, so that every
/// name ends, and not into the header.
final class NameReader {
  private final byte[] message;
  private final int length;

  /// Where the last name read ended.
  private int end;

  NameReader(byte[] message, int length) {
    this.message = message;
    this.length = length;
  }

  /// The name at `offset`; null if it is malformed.
  @Nullable DnsName read(int offset) {
    List<byte[]> labels = new ArrayList<>();
    int at = offset;
    int ceiling = offset;
    end = -1;
    int total = 1;
    while (at < length) {
      int size = message[at] & 0xff;
      if (size == 0) {
        if (end < 0) {
          end = at + 1;
        }
        return DnsName.ofLabels(labels);
      }
      if (size >= 0xc0) {
        if (at + 1 >= length) {
          return null;
        }
        int target = (size & 0x3f) << 8 | message[at + 1] & 0xff;
        if (end < 0) {
          end = at + 2;
        }
        if (target >= ceiling || target < QueryReader.HEADER) {
          return null;
        }
        ceiling = target;
        at = target;
        continue;
      }
      total += size + 1;
      if (size > DnsName.MAX_LABEL || total > DnsName.MAX_LENGTH || at + 1 + size > length) {
        return null;
      }
      labels.add(Arrays.copyOfRange(message, at + 1, at + 1 + size));
      at += 1 + size;
    }
    return null;
  }

  /// The offset just behind the name read last.
  int end() {
    return end;
  }
}
