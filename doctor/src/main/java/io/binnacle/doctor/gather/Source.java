package io.binnacle.doctor.gather;

import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The objects in one file: YAML documents, JSON, lists of either kind. Kinds the doctor does not read are left out.
///
/// @param objects in order
/// @param lists the kinds of typed lists (`PodList`): a list says that these are all, even if it is empty
public record Source(List<Found> objects, Set<ResourceName> lists) {
  /// One object of a file.
  ///
  /// @param file what it is called in messages
  /// @param line where its document begins, counted from 1
  public record Found(ResourceName resource, Obj object, String file, int line) {}

  /// Reads a file.
  ///
  /// @param name what the file is called in messages
  /// @param strict whether every document must be an object of Kubernetes; in folders others lie around
  /// @throws SourceException if it is not what it should be
  public static Source read(String name, byte[] utf8, boolean strict) throws SourceException {
    Collector out = new Collector(name, strict);
    List<Yaml.Document> documents = documents(name, utf8);
    for (int i = 0; i < documents.size(); i++) {
      Yaml.Document document = documents.get(i);
      String where = documents.size() == 1 ? "" : "document " + (i + 1) + ", ";
      out.line = document.line();
      out.add(document.value(), where + "line " + document.line());
    }
    return new Source(List.copyOf(out.objects), Set.copyOf(out.lists));
  }

  private static List<Yaml.Document> documents(String name, byte[] utf8) throws SourceException {
    if (looksLikeJson(utf8)) {
      try {
        return List.of(new Yaml.Document(Json.parse(utf8).value(), List.of(), 1));
      } catch (JsonException _) {
        // YAML may begin with a brace, too, and knows the line
      }
    }
    try {
      return Yaml.documents(utf8);
    } catch (YamlException e) {
      String template =
          new String(utf8, StandardCharsets.UTF_8).contains("{{")
              ? "; it looks like a template, which has to be rendered first (helm template)"
              : "";
      String what = String.valueOf(e.getMessage()).replaceFirst("^yaml: ", "");
      throw new SourceException(name + ": " + what + template);
    }
  }

  private static boolean looksLikeJson(byte[] utf8) {
    for (byte b : utf8) {
      if (!Character.isWhitespace(b)) {
        return b == '{';
      }
    }
    return false;
  }

  /// Takes lists apart.
  private static final class Collector {
    private final String name;
    private final boolean strict;
    private final List<Found> objects = new ArrayList<>();
    private final Set<ResourceName> lists = new LinkedHashSet<>();
    private int line = 1;

    Collector(String name, boolean strict) {
      this.name = name;
      this.strict = strict;
    }

    void add(Value value, String where) throws SourceException {
      if (!(value instanceof Obj object)) {
        refuse(where, "want an object, found " + article(value.typeName()));
        return;
      }
      String kind = object.str("kind");
      String apiVersion = object.str("apiVersion");
      if (kind.isEmpty() || apiVersion.isEmpty()) {
        refuse(where, "an object without " + (kind.isEmpty() ? "kind" : "apiVersion"));
      } else if (kind.endsWith("List") && object.has("items")) {
        items(object, where);
      } else {
        single(object, where);
      }
    }

    private void items(Obj list, String where) throws SourceException {
      String kind = list.str("kind");
      String itemKind = kind.substring(0, kind.length() - "List".length());
      ResourceName resource = Kinds.resource(list.str("apiVersion"), itemKind);
      if (resource != null) {
        lists.add(resource);
      }
      List<Value> items = list.arr("items").asList();
      for (int i = 0; i < items.size(); i++) {
        Value item = items.get(i);
        if (resource != null && item instanceof Obj object && !object.has("kind")) {
          item = object.with("kind", itemKind).with("apiVersion", list.str("apiVersion"));
        }
        add(item, where + ", items[" + i + "]");
      }
    }

    private void single(Obj object, String where) throws SourceException {
      ResourceName resource = Kinds.resource(object.str("apiVersion"), object.str("kind"));
      if (resource == null) {
        return;
      }
      if (Meta.name(object).isEmpty()) {
        refuse(where, "a " + object.str("kind") + " without metadata.name");
        return;
      }
      objects.add(new Found(resource, object, name, line));
    }

    private void refuse(String where, String what) throws SourceException {
      if (strict) {
        throw new SourceException(name + ": " + where + ": " + what);
      }
    }

    private static String article(String type) {
      return (type.matches("[aeiou].*") ? "an " : "a ") + type;
    }
  }
}
