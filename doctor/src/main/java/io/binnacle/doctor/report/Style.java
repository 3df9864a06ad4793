package io.binnacle.doctor.report;

import io.binnacle.doctor.finding.Printable;

/// What a terminal can show.
///
/// @param unicode whether it can show more than ASCII
/// @param colours whether it understands colours
/// @param command what this program is called, `binnacle doctor` or `kubectl doctor`
public record Style(boolean unicode, boolean colours, String command) {
  /// Whether something is well.
  enum Mark {
    FINE("\u2713", "ok", 32),
    BROKEN("\u2717", "X", 31),
    WARNING("!", "!", 33),
    NOTE("\u2022", "-", 36),
    UNKNOWN("?", "?", 33),
    /// What follows from something else that is broken.
    FOLLOWS("\u00b7", ".", 2);

    private final String sign;
    private final String ascii;
    private final int colour;

    Mark(String sign, String ascii, int colour) {
      this.sign = sign;
      this.ascii = ascii;
      this.colour = colour;
    }
  }

  String mark(Mark mark) {
    return painted(unicode ? mark.sign : mark.ascii, mark.colour);
  }

  String arrow() {
    return painted(unicode ? "\u2192" : "->", 1);
  }

  /// The stroke before a line of a tree.
  String branch(boolean last) {
    return unicode ? last ? "\u2514\u2500" : "\u251c\u2500" : last ? "`-" : "|-";
  }

  String strong(String text) {
    return painted(text, 1);
  }

  String faint(String text) {
    return painted(text, 2);
  }

  /// `text` from anybody in one line and in letters every terminal has.
  String plain(String text) {
    String shown = Printable.of(text);
    return unicode
        ? shown
        : shown.replace("\u2192", "->").replace("\u2026", "...").replace("\u2013", "-");
  }

  private String painted(String text, int code) {
    String shown = plain(text);
    return colours ? "\u001b[" + code + "m" + shown + "\u001b[0m" : shown;
  }
}
