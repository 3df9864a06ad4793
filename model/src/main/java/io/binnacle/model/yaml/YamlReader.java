package io.binnacle.model.yaml;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.Event.ID;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/// Builds trees from parser events. One use, one thread.
final class YamlReader {
  private static final int MAX_DUPLICATES = 100;
  private static final String MERGE_TAG = "tag:yaml.org,2002:merge";

  private final Iterator<Event> events;
  private List<String> duplicates = new ArrayList<>();
  private final Map<String, Anchored> anchors = new HashMap<>();

  /// Nodes so far, and how many of them came out of aliases: the two figures a bomb is known by.
  private long nodes;

  private long aliasedNodes;

  /// An anchored value; null while its end has not been seen.
  ///
  /// @param nodes how many nodes it holds
  private record Anchored(@Nullable Value value, long nodes) {}

  YamlReader(Iterator<Event> events) {
    this.events = events;
  }

  List<Document> readAll() throws YamlException {
    List<Document> out = new ArrayList<>();
    for (Event event = events.next();
        !event.getEventId().equals(ID.StreamEnd);
        event = events.next()) {
      if (event.getEventId().equals(ID.DocumentStart)) {
        anchors.clear();
        duplicates = new ArrayList<>();
        Event first = events.next();
        int line = first.getStartMark().map(m -> m.getLine() + 1).orElse(1);
        Value value = read(first, 0);
        out.add(new Document(value, List.copyOf(duplicates), line));
      }
    }
    return out;
  }

  private Value read(Event event, int depth) throws YamlException {
    if (depth > Json.MAX_DEPTH) {
      throw new YamlException(line(event) + "exceeded max depth of " + Json.MAX_DEPTH);
    }
    nodes++;
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    String anchor = anchor((NodeEvent) event);
    long before = nodes;
    if (anchor != null) {
      anchors.put(anchor, new Anchored(null, 0));
    }
    Value value =
        switch (event) {
          case ScalarEvent s -> Scalars.resolve(s);
          case SequenceStartEvent _ -> sequence(depth);
          case MappingStartEvent _ -> mapping(depth);
          default -> throw new YamlException(line(event) + "unexpected " + event.getEventId());
        };
    if (anchor != null) {
      anchors.put(anchor, new Anchored(value, nodes - before + 1));
    }
    return value;
  }

  private Value alias(AliasEvent event) throws YamlException {
    String name = event.getAlias().getValue();
    Anchored target = anchors.get(name);
    if (target == null) {
      throw new YamlException(line(event) + "unknown anchor '" + name + "' referenced");
    }
    if (target.value == null) {
      throw new YamlException(line(event) + "anchor '" + name + "' value contains itself");
    }
    nodes += target.nodes;
    aliasedNodes += target.nodes;
    if (aliasedNodes > 100 && nodes > 1000 && (double) aliasedNodes / nodes > allowedShare()) {
      throw new YamlException("document contains excessive aliasing");
    }
    return target.value;
  }

  /// How much of a document may come out of aliases: 99 % of a small one, 10 % of a large one, as upstream has it.
  private double allowedShare() {
    double low = 400_000;
    double high = 4_000_000;
    double place = Math.clamp((nodes - low) / (high - low), 0, 1);
    return 0.99 - 0.89 * place;
  }

  private Value sequence(int depth) throws YamlException {
    List<Value> out = new ArrayList<>();
    for (Event e = events.next(); !e.getEventId().equals(ID.SequenceEnd); e = events.next()) {
      out.add(read(e, depth + 1));
    }
    return Arr.copyOf(out);
  }

  private Value mapping(int depth) throws YamlException {
    Map<String, Value> out = new LinkedHashMap<>();
    for (Event e = events.next(); !e.getEventId().equals(ID.MappingEnd); e = events.next()) {
      if (isMerge(e)) {
        Event source = events.next();
        merge(out, source, read(source, depth + 1));
      } else {
        Value key = read(e, depth + 1);
        String name = Scalars.key(key, line(e));
        Event value = events.next();
        put(out, name, read(value, depth + 1), value);
      }
    }
    return Obj.copyOf(out);
  }

  private void put(Map<String, Value> out, String key, Value value, Event at) {
    if (out.put(key, value) != null && duplicates.size() < MAX_DUPLICATES) {
      duplicates.add(line(at) + "key " + Str.of(key) + " already set in map");
    }
  }

  /// `<<: *base` or `<<: [*first, *second]`: of two sources the first wins, and what the map says itself after the merge.
  private void merge(Map<String, Value> out, Event event, Value source) throws YamlException {
    List<Value> sources =
        source instanceof Arr a && !(event instanceof AliasEvent) ? a.asList() : List.of(source);
    for (Value one : sources.reversed()) {
      if (!(one instanceof Obj o)) {
        throw new YamlException(
            line(event) + "map merge requires map or sequence of maps as the value");
      }
      o.forEach((key, value) -> put(out, key, value, event));
    }
  }

  private static boolean isMerge(Event event) {
    return event instanceof ScalarEvent s
        && s.getValue().equals("<<")
        && (s.getTag().isEmpty() ? s.isPlain() : s.getTag().get().equals(MERGE_TAG));
  }

  private static @Nullable String anchor(NodeEvent event) {
    Optional<Anchor> anchor = event.getAnchor();
    return anchor.isPresent() ? anchor.get().getValue() : null;
  }

  private static String line(Event event) {
    return event.getStartMark().map(m -> "line " + (m.getLine() + 1) + ": ").orElse("");
  }
}
