package io.binnacle.server.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Changes the links in a page of HTML while it passes by; every other octet stays as it is.
///
/// Knows just enough of HTML's syntax to tell tags from text, comments and scripts. Works octet by octet, so that any encoding
/// that contains ASCII passes; a tag longer than [#TAG] passes unchanged. Used by one thread.
final class HtmlLinks {
  /// The longest tag looked into.
  static final int TAG = 64 * 1024;

  private static final Map<String, Set<String>> LINKS =
      Map.ofEntries(
          Map.entry("a", Set.of("href")),
          Map.entry("applet", Set.of("codebase")),
          Map.entry("area", Set.of("href")),
          Map.entry("audio", Set.of("src")),
          Map.entry("base", Set.of("href")),
          Map.entry("blockquote", Set.of("cite")),
          Map.entry("body", Set.of("background")),
          Map.entry("button", Set.of("formaction")),
          Map.entry("command", Set.of("icon")),
          Map.entry("del", Set.of("cite")),
          Map.entry("embed", Set.of("src")),
          Map.entry("form", Set.of("action")),
          Map.entry("frame", Set.of("longdesc", "src")),
          Map.entry("head", Set.of("profile")),
          Map.entry("html", Set.of("manifest")),
          Map.entry("iframe", Set.of("longdesc", "src")),
          Map.entry("img", Set.of("longdesc", "src", "usemap")),
          Map.entry("input", Set.of("src", "usemap", "formaction")),
          Map.entry("ins", Set.of("cite")),
          Map.entry("link", Set.of("href")),
          Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
          Map.entry("q", Set.of("cite")),
          Map.entry("script", Set.of("src")),
          Map.entry("source", Set.of("src")),
          Map.entry("video", Set.of("poster", "src")));

  /// Elements whose content is no HTML.
  private static final Set<String> RAW = Set.of("script", "style", "textarea", "title", "xmp");

  private final UnaryOperator<String> link;
  private final Sink out;
  private final StringBuilder tag = new StringBuilder();
  private String raw = "";
  private boolean inTag;
  private boolean inComment;
  private int dashes;
  private char quote;

  /// Where the page goes.
  interface Sink {
    /// Takes octets, one in each char.
    void take(CharSequence octets) throws IOException;
  }

  /// @param link what becomes of a link
  HtmlLinks(UnaryOperator<String> link, Sink out) {
    this.link = link;
    this.out = out;
  }

  /// Passes a whole page on.
  void copy(InputStream page) throws IOException {
    byte[] bytes = new byte[16 * 1024];
    for (int n = page.read(bytes); n >= 0; n = page.read(bytes)) {
      String text = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
      StringBuilder passed = new StringBuilder(n + 64);
      for (int i = 0; i < n; i++) {
        octet(text.charAt(i), passed);
      }
      out.take(passed);
    }
    out.take(tag);
  }

  private void octet(char c, StringBuilder passed) {
    if (inComment) {
      commented(c, passed);
      return;
    }
    if (!inTag) {
      if (c != '<') {
        passed.append(c);
        return;
      }
      inTag = true;
      quote = 0;
      tag.setLength(0);
      tag.append(c);
      return;
    }
    tag.append(c);
    if (tag.length() == 2 && !isTagStart(c) || !raw.isEmpty() && !closesRaw()) {
      leave(c == '<', passed);
    } else if (tag.length() == 4 && raw.isEmpty() && tag.indexOf("<!--") == 0) {
      inTag = false;
      inComment = true;
      dashes = 0;
      passed.append(tag);
      tag.setLength(0);
    } else if (ends(c)) {
      inTag = false;
      passed.append(rewritten());
    } else if (tag.length() >= TAG) {
      leave(false, passed);
    }
  }

  /// Within a comment only its end counts.
  private void commented(char c, StringBuilder passed) {
    passed.append(c);
    inComment = c != '>' || dashes < 2;
    dashes = c == '-' ? dashes + 1 : 0;
  }

  private static boolean isTagStart(char c) {
    return c == '/' || c == '!' || c == '?' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /// It was no tag.
  ///
  /// @param again whether its last octet may begin one
  private void leave(boolean again, StringBuilder passed) {
    inTag = false;
    if (again) {
      passed.append(tag, 0, tag.length() - 1);
      octet('<', passed);
    } else {
      passed.append(tag);
      tag.setLength(0);
    }
  }

  /// Within a script only its own end tag counts.
  private boolean closesRaw() {
    String want = "</" + raw;
    int n = Math.min(tag.length(), want.length());
    return tag.substring(0, n).toLowerCase(Locale.ROOT).equals(want.substring(0, n));
  }

  private boolean ends(char c) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      }
      return false;
    }
    if ((c == '"' || c == '\'') && isAfterEquals()) {
      quote = c;
    }
    return c == '>';
  }

  private boolean isAfterEquals() {
    int i = tag.length() - 2;
    while (i > 0 && isBlank(tag.charAt(i))) {
      i--;
    }
    return tag.charAt(i) == '=';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private CharSequence rewritten() {
    String text = tag.toString();
    tag.setLength(0);
    if (text.startsWith("</")) {
      raw = "";
      return text;
    }
    HtmlTag read = HtmlTag.read(text);
    if (RAW.contains(read.name()) && !text.endsWith("/>")) {
      raw = read.name();
    }
    Set<String> links = LINKS.get(read.name());
    return links == null ? text : read.replaced(links, link);
  }
}
