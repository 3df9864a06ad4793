package io.binnacle.model.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One `.schema` file, cut into blocks (`kind …`, `struct …`, each with its indented rows) but not yet read further:
/// a block is read when somebody asks for its structure, so starting the server does not pay for fields nobody uses.
final class SchemaFile {
  final String name;
  final String text;

  /// The group as written in `apiVersion`: empty for `core`, and for `meta`, whose kinds every group shares.
  final String group;

  final String version;

  /// What precedes a structure's name in its definition: `io.k8s.api.core.v1`.
  final String prefix;

  /// The blocks by the name of their structure, in the file's order.
  final Map<String, Block> blocks = new LinkedHashMap<>();

  /// What another file writes before the name of a structure of this one: `core.v1`.
  String alias() {
    int version = prefix.lastIndexOf('.');
    return prefix.substring(prefix.lastIndexOf('.', version - 1) + 1);
  }

  /// Cuts `text` into blocks.
  ///
  /// @throws IllegalArgumentException naming file and line if a line cannot stand where it does
  SchemaFile(String name, String text) {
    this.name = name;
    this.text = text;
    Header header = null;
    Block open = null;
    int line = 0;
    for (int from = 0; from < text.length(); ) {
      line++;
      int newline = text.indexOf('\n', from);
      int end = newline < 0 ? text.length() : newline;
      switch (kindOf(text, from, end)) {
        case IGNORED -> {}
        case ROW -> {
          if (open == null) {
            throw new Row(name, line, text, from, end).error("a row outside a kind or struct");
          }
        }
        case HEAD -> {
          if (open != null) {
            open.close(from);
          }
          open = null;
          Row row = new Row(name, line, text, from, end);
          String word = row.word("group, kind or struct");
          if (header == null) {
            if (!word.equals("group")) {
              throw row.error("expected the group row first, found `" + word + "`");
            }
            header = Header.read(row);
          } else if (word.equals("kind") || word.equals("struct")) {
            open = new Block(this, row.word("a name"), word.equals("kind"), line, from);
            Block before = blocks.putIfAbsent(open.name, open);
            if (before != null) {
              throw row.error("`" + open.name + "` is already defined in line " + before.line);
            }
          } else {
            throw row.error("expected kind or struct, found `" + word + "`");
          }
        }
      }
      from = end + 1;
    }
    if (header == null) {
      throw new IllegalArgumentException(name + ": no group row");
    }
    if (open != null) {
      open.close(text.length());
    }
    this.group = header.group;
    this.version = header.version;
    this.prefix = header.prefix;
  }

  private enum Line {
    IGNORED,
    HEAD,
    ROW
  }

  private static Line kindOf(String text, int from, int end) {
    int at = from;
    while (at < end && text.charAt(at) == ' ') {
      at++;
    }
    if (at == end || text.charAt(at) == '#') {
      return Line.IGNORED;
    }
    return at == from ? Line.HEAD : Line.ROW;
  }

  private record Header(String group, String version, String prefix) {
    static Header read(Row row) {
      String group = row.word("a group");
      String version = row.word("a version");
      if (!row.word("`prefix`").equals("prefix")) {
        throw row.error("expected `group GROUP VERSION prefix PREFIX`");
      }
      String prefix = row.word("a prefix such as io.k8s.api.core.v1");
      row.done();
      boolean shared = group.equals("core") || group.equals("meta");
      return new Header(shared ? "" : group, version, prefix);
    }
  }

  /// The lines of one kind or struct.
  static final class Block {
    final SchemaFile file;
    final String name;

    /// Whether it stands alone: `kind`, not `struct`.
    final boolean topLevel;

    /// The number of its first line.
    final int line;

    private final int from;
    private int end;

    private Block(SchemaFile file, String name, boolean topLevel, int line, int from) {
      this.file = file;
      this.name = name;
      this.topLevel = topLevel;
      this.line = line;
      this.from = from;
    }

    private void close(int end) {
      this.end = end;
    }

    /// `io.k8s.api.core.v1.ServiceSpec`.
    String definition() {
      return file.prefix + "." + name;
    }

    /// Its lines, blanks and comments left out; the first is the head.
    List<Row> rows() {
      List<Row> out = new ArrayList<>();
      int number = line;
      for (int at = from; at < end; number++) {
        int newline = file.text.indexOf('\n', at);
        int stop = newline < 0 || newline > end ? end : newline;
        if (kindOf(file.text, at, stop) != Line.IGNORED) {
          out.add(new Row(file.name, number, file.text, at, stop));
        }
        at = stop + 1;
      }
      return out;
    }
  }
}
