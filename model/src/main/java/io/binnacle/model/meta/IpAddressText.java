package io.binnacle.model.meta;

import io.binnacle.model.meta.IpAddress.Family;
import org.jspecify.annotations.Nullable;

/// The text of IP addresses: RFC 4291 §2.2 to read IPv6, RFC 5952 to write it.
final class IpAddressText {
  private static final int LONGEST = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();

  private IpAddressText() {}

  static @Nullable IpAddress read(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    if (text.indexOf(':') >= 0) {
      return readV6(text);
    }
    long v4 = readV4(text, 0);
    return v4 < 0 ? null : new IpAddress(Family.IPv4, 0, v4);
  }

  static String write(IpAddress address) {
    if (address.isIpv4()) {
      return quad(address.low());
    }
    if (address.isIpv4Mapped()) {
      return "::ffff:" + quad(address.low() & 0xffff_ffffL);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? address.high() : address.low();
      groups[i] = (int) (half >>> (48 - i % 4 * 16)) & 0xffff;
    }
    int gap = -1;
    int gapLength = 1; // a single zero group is not shortened (§4.2.2)
    for (int i = 0; i < 8; i++) {
      int run = i;
      while (run < 8 && groups[run] == 0) {
        run++;
      }
      if (run - i > gapLength) {
        gap = i;
        gapLength = run - i;
      }
      i = Math.max(i, run - 1);
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        out.append("::");
        i += gapLength - 1;
      } else {
        boolean afterGap = gap >= 0 && i == gap + gapLength;
        if (i > 0 && !afterGap) {
          out.append(':');
        }
        out.append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }

  private static String quad(long v4) {
    return (v4 >>> 24) + "." + (v4 >>> 16 & 255) + "." + (v4 >>> 8 & 255) + "." + (v4 & 255);
  }

  /// @return the 32 bits of the dotted quad that starts at `from` and fills the rest of `text`, or −1 if it is none
  private static long readV4(String text, int from) {
    long out = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0 && (at == text.length() || text.charAt(at++) != '.')) {
        return -1;
      }
      int start = at;
      int octet = 0;
      while (at < text.length() && at - start < 4 && isDigit(text.charAt(at))) {
        octet = octet * 10 + text.charAt(at++) - '0';
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || octet > 255 || leadingZero) {
        return -1;
      }
      out = out << 8 | octet;
    }
    return at == text.length() ? out : -1;
  }

  private static @Nullable IpAddress readV6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      if (count == 8) {
        return null;
      }
      int end = groupEnd(text, at);
      if (end < text.length() && text.charAt(end) == '.') {
        long v4 = count > 6 ? -1 : readV4(text, at);
        if (v4 < 0) {
          return null;
        }
        groups[count++] = (int) (v4 >>> 16);
        groups[count++] = (int) (v4 & 0xffff);
        break;
      }
      if (end == at || end - at > 4) {
        return null;
      }
      groups[count++] = Integer.parseInt(text, at, end, 16);
      at = end;
      if (at == text.length()) {
        break;
      }
      if (text.charAt(at) != ':' || at + 1 == text.length()) {
        return null;
      }
      at++;
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      }
    }
    if (gap < 0 ? count != 8 : count == 8) {
      return null;
    }
    return assemble(groups, count, gap);
  }

  private static int groupEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isHex(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  private static IpAddress assemble(int[] groups, int count, int gap) {
    long[] halves = new long[2];
    for (int i = 0; i < count; i++) {
      int place = gap >= 0 && i >= gap ? 8 - count + i : i;
      halves[place / 4] |= (long) groups[i] << (48 - place % 4 * 16);
    }
    return new IpAddress(Family.IPv6, halves[0], halves[1]);
  }
}
