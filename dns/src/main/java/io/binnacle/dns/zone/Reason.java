package io.binnacle.dns.zone;

/// Why an answer is what it is, for people: goes out as an extended error (RFC 8914) to clients that speak EDNS.
///
/// @param code the INFO-CODE, 0 for one that has none of its own
/// @param text one sentence in ASCII, at most 200 characters, that says what to do: *no Pod carries app=web*
public record Reason(int code, String text) {
  /// Characters a text may have.
  public static final int MAX_TEXT = 200;

  /// As much of a text as may be said, in ASCII.
  public static String cut(String text) {
    String some = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    return some.replaceAll("[^ -~]", "?");
  }
}
