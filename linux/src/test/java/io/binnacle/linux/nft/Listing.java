package io.binnacle.linux.nft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What `nft list` prints, made comparable: hash tables have no order and handles are the kernel's own business.
final class Listing {
  private static final Pattern ELEMENTS = Pattern.compile("elements = \\{(.*?)\\}", Pattern.DOTALL);
  private static final Pattern HANDLE = Pattern.compile("\"handle\": \\d+");
  private static final Pattern EXPIRES = Pattern.compile(" expires [0-9dhms]+");

  static String text(String listing) {
    return ELEMENTS.matcher(EXPIRES.matcher(listing).replaceAll("")).replaceAll(Listing::sorted);
  }

  private static String sorted(MatchResult elements) {
    List<String> all = new ArrayList<>();
    for (String each : elements.group(1).split(",")) all.add(each.strip());
    all.sort(Comparator.naturalOrder());
    return "elements = { " + String.join(", ", all).replace("$", "\\$") + " }";
  }

  /// Sorts every array named "elem" and blanks handles.
  static String json(String listing) {
    String text = HANDLE.matcher(listing).replaceAll("\"handle\": 0");
    StringBuilder out = new StringBuilder();
    int from = 0;
    String mark = "\"elem\": [";
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
      int start = at + mark.length();
      out.append(text, from, start);
      List<String> items = new ArrayList<>();
      int depth = 0;
      int begin = start;
      int end = start;
      for (; ; end++) {
        char c = text.charAt(end);
        if (c == '[' || c == '{') depth++;
        if (c == ']' && depth == 0) break;
        if (c == ']' || c == '}') depth--;
        if (c == ',' && depth == 0) {
          items.add(text.substring(begin, end).strip());
          begin = end + 1;
        }
      }
      items.add(text.substring(begin, end).strip());
      items.sort(Comparator.naturalOrder());
      out.append(String.join(", ", items));
      from = end;
    }
    return out.append(text.substring(from)).toString();
  }

  private Listing() {}
}
