package io.binnacle.dns.config;

import java.util.ArrayList;
import java.util.List;

/// Cuts a Corefile into words: space separates, `"` keeps together (and over lines), `\"` is a quote within quotes, `#` begins a
/// comment, in the middle of a word too.
final class Lexer {
  private final String text;
  private final String file;
  private final List<Token> out = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private int line = 1;
  private int at;

  private Lexer(String text, String file) {
    this.text = text;
    this.file = file;
  }

  /// @param file for messages
  /// @throws ConfigException if a quoted word does not end
  static List<Token> tokens(String text, String file) throws ConfigException {
    Lexer lexer = new Lexer(text, file);
    lexer.run();
    return lexer.out;
  }

  private void run() throws ConfigException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        end();
        skipComment();
      } else if (Character.isWhitespace(c) || c == '\uFEFF') {
        end();
        newLine(c);
        at++;
      } else if (c == '"' && word.isEmpty()) {
        quoted();
      } else {
        word.append(c);
        at++;
      }
    }
    end();
  }

  private void newLine(char c) {
    if (c == '\n') {
      line++;
    }
  }

  private void skipComment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void end() {
    if (!word.isEmpty()) {
      out.add(new Token(word.toString(), new Place(file, line), false));
      word.setLength(0);
    }
  }

  private void quoted() throws ConfigException {
    Place begin = new Place(file, line);
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        out.add(new Token(value.toString(), begin, true));
        return;
      }
      if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        at++;
        c = '"';
      }
      newLine(c);
      value.append(c);
    }
    throw new ConfigException(begin, "the quoted text that begins here does not end");
  }
}
