package io.binnacle.dns.name;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Record types by number (RFC 1035 §3.2.2 and successors). A question may ask for any number; only some have names here.
public final class RrType {
  public static final int A = 1;
  public static final int NS = 2;
  public static final int CNAME = 5;
  public static final int SOA = 6;
  public static final int PTR = 12;
  public static final int MX = 15;
  public static final int TXT = 16;
  public static final int AAAA = 28;
  public static final int SRV = 33;
  public static final int OPT = 41;
  public static final int HTTPS = 65;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int ANY = 255;

  private static final Map<String, Integer> NUMBERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("A", A),
              Map.entry("NS", NS),
              Map.entry("CNAME", CNAME),
              Map.entry("SOA", SOA),
              Map.entry("PTR", PTR),
              Map.entry("MX", MX),
              Map.entry("TXT", TXT),
              Map.entry("AAAA", AAAA),
              Map.entry("SRV", SRV),
              Map.entry("HTTPS", HTTPS),
              Map.entry("IXFR", IXFR),
              Map.entry("AXFR", AXFR),
              Map.entry("ANY", ANY)));

  private RrType() {}

  /// The number of a type written by name or as `TYPE65` (RFC 3597 §5); null if it is neither.
  public static @Nullable Integer parse(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    Integer number = NUMBERS.get(name);
    if (number != null || !name.matches("TYPE[0-9]{1,5}")) {
      return number;
    }
    int value = Integer.parseInt(name.substring(4));
    return value <= 0xffff ? (Integer) value : null;
  }

  /// The name of a type, or `TYPE65`.
  public static String name(int type) {
    for (Map.Entry<String, Integer> known : NUMBERS.entrySet()) {
      if (known.getValue() == type) {
        return known.getKey();
      }
    }
    return "TYPE" + type;
  }
}
