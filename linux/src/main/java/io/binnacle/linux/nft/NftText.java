package io.binnacle.linux.nft;

import io.binnacle.linux.nft.NftSet.Holds;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes commands as nft(8) reads them: one a line, in the order given, fit for `nft -f`. For people and for tests; the
/// kernel gets bytes.
public final class NftText {

  /// All commands, each ending with a line feed.
  public static String render(List<Command> commands) {
    StringBuilder out = new StringBuilder();
    for (Command command : commands) out.append(render(command)).append('\n');
    return out.toString();
  }

  /// One command; several lines where nft(8) has no single one for it.
  public static String render(Command command) {
    return switch (command) {
      case Command.AddTable(Table t) -> "add table " + t.id() + body(tableBody(t));
      case Command.DestroyTable(TableId t) -> "add table " + t + "\ndelete table " + t;
      case Command.AddChain(Chain c) ->
          "add chain " + c.table() + " " + c.name() + body(chainBody(c));
      case Command.FlushChain(TableId t, String chain) -> "flush chain " + t + " " + chain;
      case Command.DeleteChain(TableId t, String chain) -> "delete chain " + t + " " + chain;
      case Command.AddSet(NftSet s) ->
          "add " + kind(s) + " " + s.table() + " " + s.name() + body(setBody(s));
      case Command.FlushSet(NftSet s) -> "flush " + kind(s) + " " + s.table() + " " + s.name();
      case Command.DeleteSet(NftSet s) -> "delete " + kind(s) + " " + s.table() + " " + s.name();
      case Command.AddElements(NftSet s, var elements) -> elements("add", s, elements, true);
      case Command.DeleteElements(NftSet s, var elements) -> elements("delete", s, elements, false);
      case Command.DestroyElements(NftSet s, var elements) ->
          elements("destroy", s, elements, false);
      case Command.AddRule(TableId t, String chain, Rule rule) ->
          "add rule " + t + " " + chain + " " + render(t.family(), rule);
      case Command.DeleteRule(TableId t, String chain, long handle) ->
          "delete rule " + t + " " + chain + " handle " + handle;
    };
  }

  /// A rule without the command around it.
  public static String render(Family family, Rule rule) {
    String text =
        rule.statements().stream()
            .map(s -> StatementText.render(family, s))
            .collect(Collectors.joining(" "));
    return rule.comment().isEmpty() ? text : text + " comment \"" + rule.comment() + "\"";
  }

  /// An element as it stands between the braces of its set.
  public static String render(NftSet set, Element element) {
    return element(set, element, true);
  }

  private static String tableBody(Table table) {
    return (table.flags().isEmpty()
            ? ""
            : "flags "
                + table.flags().stream().sorted().map(f -> f.text).collect(Collectors.joining(","))
                + "; ")
        + comment(table.comment());
  }

  private static String chainBody(Chain chain) {
    Chain.Base base = chain.base();
    if (base == null) return comment(chain.comment());
    return "type "
        + base.type().text
        + " hook "
        + base.hook().text
        + " priority "
        + base.priority()
        + "; policy "
        + (base.policy() == Chain.Policy.DROP ? "drop" : "accept")
        + "; "
        + comment(chain.comment());
  }

  private static String setBody(NftSet set) {
    StringBuilder out = new StringBuilder();
    boolean byExample =
        set.key().contains(FieldType.INTEGER)
            || set.holds() instanceof Holds.Data(var types) && types.contains(FieldType.INTEGER);
    out.append(byExample ? "typeof " : "type ").append(types(set.key(), byExample));
    switch (set.holds()) {
      case Holds.Nothing() -> {}
      case Holds.Verdicts() -> out.append(" : verdict");
      case Holds.Data(var data) -> out.append(" : ").append(types(data, byExample));
    }
    out.append("; ");
    if (!set.flags().isEmpty()) {
      out.append("flags ").append(flags(set.flags())).append("; ");
    }
    if (set.size() > 0) out.append("size ").append(set.size()).append("; ");
    if (!set.timeout().isZero())
      out.append("timeout ").append(duration(set.timeout())).append("; ");
    return out.append(comment(set.comment())).toString();
  }

  private static String flags(Set<NftSet.Flag> flags) {
    return flags.stream()
        .sorted(Comparator.comparingInt(f -> f.bit))
        .map(f -> f.text)
        .collect(Collectors.joining(","));
  }

  private static String types(List<FieldType> types, boolean byExample) {
    return types.stream()
        .map(t -> byExample ? t.example : t.text)
        .collect(Collectors.joining(" . "));
  }

  private static String kind(NftSet set) {
    return set.isMap() ? "map" : "set";
  }

  private static String elements(String verb, NftSet set, List<Element> elements, boolean whole) {
    return verb
        + " element "
        + set.table()
        + " "
        + set.name()
        + " { "
        + elements.stream().map(e -> element(set, e, whole)).collect(Collectors.joining(", "))
        + " }";
  }

  private static String element(NftSet set, Element element, boolean whole) {
    StringBuilder out =
        new StringBuilder(DatumText.render(set.key(), element.key(), element.keyEnd()));
    if (!whole) return out.toString();
    if (!element.timeout().isZero()) out.append(" timeout ").append(duration(element.timeout()));
    if (!element.comment().isEmpty())
      out.append(" comment \"").append(element.comment()).append('"');
    switch (element.value()) {
      case Element.None _ -> {}
      case Verdict verdict -> out.append(" : ").append(StatementText.verdict(verdict));
      case Datum datum -> {
        if (!(set.holds() instanceof Holds.Data(var types))) {
          throw new IllegalArgumentException(
              "set " + set.name() + " holds no data, element " + element.key() + " does");
        }
        out.append(" : ").append(DatumText.render(types, datum, null));
      }
    }
    return out.toString();
  }

  private static String comment(String text) {
    return text.isEmpty() ? "" : "comment \"" + text + "\"; ";
  }

  private static String body(String inside) {
    return inside.isEmpty() ? "" : " { " + inside + "}";
  }

  /// Days to milliseconds, largest first, as nft(8) writes times.
  static String duration(Duration time) {
    StringBuilder out = new StringBuilder();
    if (time.toDays() > 0) out.append(time.toDays()).append('d');
    if (time.toHoursPart() > 0) out.append(time.toHoursPart()).append('h');
    if (time.toMinutesPart() > 0) out.append(time.toMinutesPart()).append('m');
    if (time.toSecondsPart() > 0) out.append(time.toSecondsPart()).append('s');
    if (time.toMillisPart() > 0) out.append(time.toMillisPart()).append("ms");
    return out.isEmpty() ? "0s" : out.toString();
  }

  private NftText() {}
}
