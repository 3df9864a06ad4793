package io.binnacle.dns.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the blocks and directives among the words of a Corefile; puts in what is imported and what the environment says.
final class CorefileParser {
  /* Far more than anybody writes; a snippet or file that imports itself ends here at the latest. */
  private static final int MAX_TOKENS = 200_000;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_BLOCKS = 16;
  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\$([A-Za-z_][A-Za-z0-9_]*)}|\\{%([A-Za-z_][A-Za-z0-9_]*)%}");

  private final Imports files;
  private final Function<String, @Nullable String> environment;
  private final Map<String, List<Token>> snippets = new HashMap<>();
  private final Deque<String> importing = new ArrayDeque<>();
  private int seen;

  /// @param environment the value of a variable, null if it has none
  CorefileParser(Imports files, Function<String, @Nullable String> environment) {
    this.files = files;
    this.environment = environment;
  }

  List<RawBlock> parse(List<Token> tokens) throws ConfigException {
    List<Token> all = expand(tokens, 0);
    List<RawBlock> out = new ArrayList<>();
    Reader reader = new Reader(all);
    while (reader.more()) {
      out.add(block(reader));
    }
    return out;
  }

  /// Replaces imports by what they import, takes snippets out, and fills in variables.
  private List<Token> expand(List<Token> tokens, int depth) throws ConfigException {
    List<Token> out = new ArrayList<>();
    int braces = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean first = i == 0 || startsLine(tokens, i);
      if (first && braces == 0 && isSnippet(token) && i + 1 < tokens.size()) {
        i = snippet(tokens, i);
      } else if (first && !token.quoted() && token.text().equals("import")) {
        out.addAll(imported(tokens, i, depth));
        i++;
      } else {
        braces += token.opens() ? 1 : token.closes() ? -1 : 0;
        out.add(filled(token));
      }
      if (++seen > MAX_TOKENS) {
        throw new ConfigException(token, "more than " + MAX_TOKENS + " words with all imports");
      }
    }
    return out;
  }

  private static boolean startsLine(List<Token> tokens, int i) {
    Place before = tokens.get(i - 1).at();
    Place here = tokens.get(i).at();
    return !before.equals(here) || tokens.get(i - 1).opens();
  }

  private static boolean isSnippet(Token token) {
    return !token.quoted() && token.text().startsWith("(") && token.text().endsWith(")");
  }

  /// Keeps the snippet that begins at `i` for later.
  ///
  /// @return where its last word is
  private int snippet(List<Token> tokens, int i) throws ConfigException {
    Token name = tokens.get(i);
    if (!tokens.get(i + 1).opens()) {
      throw new ConfigException(name, name.text() + ": want { after the name of a snippet");
    }
    int depth = 1;
    int end = i + 2;
    for (; end < tokens.size(); end++) {
      depth += tokens.get(end).opens() ? 1 : tokens.get(end).closes() ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    if (depth != 0) {
      throw new ConfigException(name, name.text() + ": the snippet that begins here has no }");
    }
    String key = name.text().substring(1, name.text().length() - 1);
    if (snippets.putIfAbsent(key, List.copyOf(tokens.subList(i + 2, end))) != null) {
      throw new ConfigException(name, name.text() + ": a second snippet of this name");
    }
    return end;
  }

  private List<Token> imported(List<Token> tokens, int i, int depth) throws ConfigException {
    Token word = tokens.get(i);
    if (i + 1 >= tokens.size() || !tokens.get(i + 1).at().equals(word.at())) {
      throw new ConfigException(word, "import: want the name of a snippet or file after it");
    }
    if (i + 2 < tokens.size()
        && tokens.get(i + 2).at().equals(word.at())
        && !tokens.get(i + 2).closes()) {
      throw new ConfigException(word, "import: want one name, not several");
    }
    Token what = filled(tokens.get(i + 1));
    if (depth == MAX_DEPTH || importing.contains(what.text())) {
      throw new ConfigException(what, "import " + what.text() + ": imports itself");
    }
    importing.push(what.text());
    try {
      List<Token> snippet = snippets.get(what.text());
      return expand(snippet != null ? snippet : files.tokens(what), depth + 1);
    } finally {
      importing.pop();
    }
  }

  private Token filled(Token token) throws ConfigException {
    if (token.text().indexOf('{') < 0 || token.text().length() == 1) {
      return token;
    }
    Matcher matcher = VARIABLE.matcher(token.text());
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      String value = environment.apply(name);
      if (value == null) {
        throw new ConfigException(
            token, matcher.group() + ": the environment has no variable " + name);
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return new Token(matcher.appendTail(out).toString(), token.at(), token.quoted());
  }

  private static RawBlock block(Reader in) throws ConfigException {
    List<Token> keys = new ArrayList<>();
    boolean goesOn = true;
    while (in.more() && goesOn && !in.peek().opens()) {
      Token token = in.take();
      if (token.closes()) {
        throw new ConfigException(token, "a } that closes nothing");
      }
      boolean comma = token.text().endsWith(",");
      for (String key : token.text().split(",")) {
        if (!key.isEmpty()) {
          keys.add(new Token(key, token.at(), true));
        }
      }
      goesOn = comma || in.more() && in.peek().at().equals(token.at());
    }
    if (keys.isEmpty()) {
      throw new ConfigException(in.last(), "want a zone such as .:53 before {");
    }
    if (!in.more() || !in.peek().opens()) {
      // Without braces the whole file is one block.
      return new RawBlock(keys, directives(in, null, 0));
    }
    Token open = in.take();
    return new RawBlock(keys, directives(in, open, 1));
  }

  /// What stands in a block, up to its `}`.
  ///
  /// @param open where it was opened; null for one without braces
  /// @param depth how many blocks are open
  private static List<Directive> directives(Reader in, @Nullable Token open, int depth)
      throws ConfigException {
    if (open != null && depth > MAX_BLOCKS) {
      throw new ConfigException(open, "a block in more than " + MAX_BLOCKS + " others");
    }
    List<Directive> out = new ArrayList<>();
    while (in.more()) {
      Token name = in.take();
      if (name.closes()) {
        if (open == null) {
          throw new ConfigException(name, "a } that closes nothing");
        }
        return out;
      }
      if (name.opens()) {
        throw new ConfigException(name, "a { that belongs to nothing: want a word before it");
      }
      out.add(directive(name, in, depth));
    }
    if (open != null) {
      throw new ConfigException(open, "the { here has no }");
    }
    return out;
  }

  private static Directive directive(Token name, Reader in, int depth) throws ConfigException {
    List<Token> args = new ArrayList<>();
    while (in.more() && in.peek().at().equals(name.at()) && !in.peek().closes()) {
      Token token = in.take();
      if (token.opens()) {
        return new Directive(name, args, directives(in, token, depth + 1));
      }
      args.add(token);
    }
    return new Directive(name, args, List.of());
  }

  /// The words one by one.
  private static final class Reader {
    private final List<Token> tokens;
    private int next;

    Reader(List<Token> tokens) {
      this.tokens = tokens;
    }

    boolean more() {
      return next < tokens.size();
    }

    Token peek() {
      return tokens.get(next);
    }

    Token take() {
      return tokens.get(next++);
    }

    /// The word at hand, for messages.
    Token last() {
      return tokens.get(Math.min(next, tokens.size() - 1));
    }
  }
}
