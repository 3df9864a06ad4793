package io.binnacle.server.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The `Accept` header, taken apart (RFC 9110 §12.5.1).
final class Accept {
  private Accept() {}

  /// One alternative.
  ///
  /// @param type `application` or `*`
  /// @param subtype `json` or `*`
  /// @param quality 0..1
  /// @param params all but `q`, names in lower case
  record Clause(String type, String subtype, double quality, Map<String, String> params) {
    /// Whether `application/SUBTYPE` satisfies this alternative.
    boolean takes(String applicationSubtype) {
      return type.equals("*") && subtype.equals("*")
          || type.equals("application")
              && (subtype.equals("*") || subtype.equals(applicationSubtype));
    }
  }

  /// The alternatives in order of preference: higher quality first, among equals the more specific, then as written.
  /// What is no media range is left out.
  static List<Clause> parse(String header) {
    List<Clause> out = new ArrayList<>();
    for (String part : header.split(",")) {
      String[] pieces = part.split(";", -1);
      String[] range = pieces[0].strip().split("/", -1);
      if (range[0].equals("*") && range.length == 1) {
        range = new String[] {"*", "*"}; // as old Java clients write it
      }
      if (range.length != 2 || range[0].isEmpty() || range[1].isEmpty()) {
        continue;
      }
      double quality = 1;
      Map<String, String> params = new LinkedHashMap<>();
      for (int i = 1; i < pieces.length; i++) {
        int eq = pieces[i].indexOf('=');
        if (eq < 0) {
          continue;
        }
        String key = pieces[i].substring(0, eq).strip().toLowerCase(Locale.ROOT);
        String value = unquoted(pieces[i].substring(eq + 1).strip());
        if (key.equals("q")) {
          quality = quality(value);
        } else {
          params.put(key, value);
        }
      }
      out.add(
          new Clause(
              range[0].toLowerCase(Locale.ROOT),
              range[1].toLowerCase(Locale.ROOT),
              quality,
              params));
    }
    out.sort(
        Comparator.comparingDouble((Clause c) -> -c.quality())
            .thenComparing(c -> c.type().equals("*"))
            .thenComparing(c -> c.subtype().equals("*")));
    return out;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static double quality(String value) {
    try {
      double q = Double.parseDouble(value);
      return q >= 0 && q <= 1 ? q : 0;
    } catch (NumberFormatException e) {
      return 1; // what cannot be read is not held against the client
    }
  }
}
