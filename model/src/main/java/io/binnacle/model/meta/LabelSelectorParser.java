package io.binnacle.model.meta;

import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.LabelSelector.Operator;
import io.binnacle.model.meta.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Reads the text form of a label selector:
/// ```
/// selector    = [ requirement { "," requirement } ]
/// requirement = [ "!" ] key [ restriction ]
/// restriction = ( "in" | "notin" ) "(" [ value ] { "," [ value ] } ")" | ( "=" | "==" | "!=" | ">" | "<" ) [ value ]
/// ```
/// One use, one thread.
final class LabelSelectorParser {
  private static final String BINARY_OPERATORS = "in, notin, =, ==, !=, gt, lt";

  private enum Kind {
    END,
    CLOSE,
    COMMA,
    NOT,
    DOUBLE_EQUALS,
    EQUALS,
    GREATER,
    IDENTIFIER,
    IN,
    LESS,
    NOT_EQUALS,
    NOT_IN,
    OPEN
  }

  private record Token(Kind kind, String text) {
    /// The same token where a value is expected: there `in` and `notin` are words like any other.
    Kind asValue() {
      return kind == Kind.IN || kind == Kind.NOT_IN ? Kind.IDENTIFIER : kind;
    }
  }

  private final String text;
  private int at;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  LabelSelectorParser(String text) {
    this.text = text;
  }

  /// @return the requirements in the order written
  /// @throws SyntaxException with upstream's message
  List<Requirement> parse() {
    scan();
    List<Requirement> out = new ArrayList<>();
    while (true) {
      Token token = peek();
      if (token.kind == Kind.END) {
        return out;
      }
      if (token.asValue() != Kind.IDENTIFIER && token.kind != Kind.NOT) {
        throw found(token, ", expected: !, identifier, or 'end of string'");
      }
      try {
        out.add(requirement());
      } catch (SyntaxException e) {
        throw new SyntaxException("unable to parse requirement: " + e.getMessage());
      }
      Token after = take();
      if (after.kind == Kind.END) {
        return out;
      }
      if (after.kind != Kind.COMMA) {
        throw found(after, ", expected: ',' or 'end of string'");
      }
      Token following = peek();
      if (following.asValue() != Kind.IDENTIFIER && following.kind != Kind.NOT) {
        throw found(following, ", expected: identifier after ','");
      }
    }
  }

  private Requirement requirement() {
    Token token = take();
    boolean absent = token.kind == Kind.NOT;
    if (absent) {
      token = take();
    }
    if (token.asValue() != Kind.IDENTIFIER) {
      throw found(token, ", expected: identifier");
    }
    String key = token.text;
    List<String> wrong = Names.isQualifiedName(key);
    if (!wrong.isEmpty()) {
      throw new SyntaxException(
          FieldError.invalid(FieldPath.ROOT, key, String.join("; ", wrong)).message());
    }
    if (absent) {
      return LabelSelector.requirement(key, Operator.DOES_NOT_EXIST, List.of());
    }
    if (peek().kind == Kind.END || peek().kind == Kind.COMMA) {
      return LabelSelector.requirement(key, Operator.EXISTS, List.of());
    }
    Operator operator = operator(take());
    List<String> values =
        operator == Operator.IN || operator == Operator.NOT_IN ? values() : List.of(exactValue());
    return LabelSelector.requirement(key, operator, values);
  }

  private static Operator operator(Token token) {
    return switch (token.kind) {
      case IN -> Operator.IN;
      case NOT_IN -> Operator.NOT_IN;
      case EQUALS -> Operator.EQUALS;
      case DOUBLE_EQUALS -> Operator.DOUBLE_EQUALS;
      case NOT_EQUALS -> Operator.NOT_EQUALS;
      case GREATER -> Operator.GREATER_THAN;
      case LESS -> Operator.LESS_THAN;
      case END, CLOSE, COMMA, NOT, IDENTIFIER, OPEN ->
          throw found(token, ", expected: " + BINARY_OPERATORS);
    };
  }

  /// `(a,b)`: sorted and distinct; an empty place between commas is the empty value.
  private List<String> values() {
    Token open = take();
    if (open.kind != Kind.OPEN) {
      throw found(open, " expected: '('");
    }
    TreeSet<String> out = new TreeSet<>();
    boolean expectValue = true;
    while (true) {
      Token token = take();
      if (token.asValue() == Kind.IDENTIFIER) {
        if (!expectValue) {
          throw found(token, ", expected: ',' or ')'");
        }
        out.add(token.text);
        expectValue = false;
      } else if (token.kind == Kind.COMMA || token.kind == Kind.CLOSE) {
        if (expectValue) {
          out.add("");
        }
        if (token.kind == Kind.CLOSE) {
          return List.copyOf(out);
        }
        expectValue = true;
      } else if (!expectValue) {
        throw found(token, ", expected: ',' or ')'");
      } else if (out.isEmpty()) {
        throw found(token, ", expected: ',', ')' or identifier");
      } else {
        throw found(token, ", expected: ',', or identifier");
      }
    }
  }

  private String exactValue() {
    if (peek().kind == Kind.END || peek().kind == Kind.COMMA) {
      return "";
    }
    Token token = take();
    if (token.asValue() != Kind.IDENTIFIER) {
      throw found(token, ", expected: identifier");
    }
    return token.text;
  }

  private Token peek() {
    return tokens.get(next);
  }

  /// The next token; the end is never passed.
  private Token take() {
    Token token = tokens.get(next);
    if (token.kind != Kind.END) {
      next++;
    }
    return token;
  }

  private static SyntaxException found(Token token, String expected) {
    return new SyntaxException("found '" + token.text + "'" + expected);
  }

  private void scan() {
    while (true) {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        tokens.add(new Token(Kind.END, ""));
        return;
      }
      tokens.add(isSpecial(text.charAt(at)) ? special() : word());
    }
  }

  private Token word() {
    int from = at;
    while (at < text.length() && !isSpecial(text.charAt(at)) && !isSpace(text.charAt(at))) {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "in" -> new Token(Kind.IN, word);
      case "notin" -> new Token(Kind.NOT_IN, word);
      default -> new Token(Kind.IDENTIFIER, word);
    };
  }

  private Token special() {
    if (text.startsWith("==", at)) {
      return special(Kind.DOUBLE_EQUALS, 2);
    }
    if (text.startsWith("!=", at)) {
      return special(Kind.NOT_EQUALS, 2);
    }
    return switch (text.charAt(at)) {
      case ')' -> special(Kind.CLOSE, 1);
      case ',' -> special(Kind.COMMA, 1);
      case '!' -> special(Kind.NOT, 1);
      case '=' -> special(Kind.EQUALS, 1);
      case '>' -> special(Kind.GREATER, 1);
      case '<' -> special(Kind.LESS, 1);
      default -> special(Kind.OPEN, 1); // the only one left of isSpecial
    };
  }

  private Token special(Kind kind, int length) {
    Token token = new Token(kind, text.substring(at, at + length));
    at += length;
    return token;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isSpecial(char c) {
    return "=!(),><".indexOf(c) >= 0;
  }
}
