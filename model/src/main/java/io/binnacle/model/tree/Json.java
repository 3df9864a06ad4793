package io.binnacle.model.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// JSON text to trees and back (RFC 8259). Reading is bounded in depth and strict about syntax and UTF-8; the caller
/// bounds the length, since it owns the bytes.
public final class Json {
  /// How deeply objects and arrays may nest. Deeper input is refused.
  public static final int MAX_DEPTH = 256;

  private static final int MAX_DUPLICATES = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(400)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Json() {}

  /// What was read.
  ///
  /// @param value the tree; of a field written twice it holds the later value
  /// @param duplicates paths of the fields written more than once, as `spec.ports[0].name`, in order of discovery, at
  ///     most 100
  public record Parsed(Value value, List<String> duplicates) {}

  /// Reads one JSON document.
  ///
  /// @throws JsonException if the bytes are not exactly one well-formed document in UTF-8 nested at most [#MAX_DEPTH]
  public static Parsed parse(byte[] utf8) throws JsonException {
    try (JsonParser p = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
      return document(p);
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }

  /// Reads one JSON document, the whole of `utf8`, without holding its bytes.
  ///
  /// @param utf8 bounded by the caller; closed at the end
  /// @throws JsonException as for bytes
  /// @throws IOException if `utf8` fails
  public static Parsed parse(InputStream utf8) throws JsonException, IOException {
    try (JsonParser p = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
      return document(p);
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }

  private static Parsed document(JsonParser p) throws JsonException {
    List<String> duplicates = new ArrayList<>();
    JsonToken first = p.nextToken();
    if (first == null) {
      throw new JsonException("unexpected end of JSON input", 0);
    }
    Value value = read(p, first, null, duplicates);
    if (p.nextToken() != null) {
      throw new JsonException(
          "unexpected content after the JSON document", p.currentTokenLocation().getByteOffset());
    }
    return new Parsed(value, List.copyOf(duplicates));
  }

  private static JsonException wrong(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return new JsonException(e.getOriginalMessage(), at == null ? -1 : at.getByteOffset(), e);
  }

  /// Reads one JSON document that must be an object, for text the program itself wrote.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static Obj object(String json) {
    try {
      if (parse(json.getBytes(StandardCharsets.UTF_8)).value() instanceof Obj o) {
        return o;
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException("not a JSON object: " + json, e);
    }
    throw new IllegalArgumentException("not a JSON object: " + json);
  }

  /// The JSON text of `value` in UTF-8, without white space.
  public static byte[] bytes(Value value) {
    JsonWriter out = new JsonWriter();
    out.value(value);
    return out.toByteArray();
  }

  /// The JSON text of `value`, without white space.
  public static String text(Value value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /// The JSON text of `value` indented by two spaces a level, ending without a line break.
  public static String pretty(Value value) {
    JsonWriter out = new JsonWriter();
    out.pretty(value, 0);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  /// Writes the JSON text of `value` to `out`.
  ///
  /// @throws UncheckedIOException if `out` fails
  public static void write(Value value, OutputStream out) {
    try {
      out.write(bytes(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where in the document the reader is. Made into text only for what is found there: a path for every field was a
  /// third of the garbage of reading.
  private record Place(@Nullable Place outer, @Nullable String field, int index) {
    String text() {
      String before = outer == null ? "" : outer.text();
      if (field == null) {
        return before + "[" + index + "]";
      }
      return before.isEmpty() ? field : before + "." + field;
    }
  }

  private static Value read(
      JsonParser p, JsonToken token, @Nullable Place place, List<String> duplicates)
      throws JsonException {
    return switch (token) {
      case START_OBJECT -> readObject(p, place, duplicates);
      case START_ARRAY -> {
        List<Value> items = new ArrayList<>();
        for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
          Place here = t.isStructStart() ? new Place(place, null, items.size()) : null;
          items.add(read(p, t, here, duplicates));
        }
        yield Arr.copyOf(items);
      }
      case VALUE_STRING -> Str.of(p.getString());
      case VALUE_NUMBER_INT -> wholeNumber(p);
      case VALUE_NUMBER_FLOAT -> new Real(p.getDecimalValue());
      case VALUE_TRUE -> Bool.TRUE;
      case VALUE_FALSE -> Bool.FALSE;
      case VALUE_NULL -> Null.NULL;
      default ->
          throw new JsonException("unexpected " + token, p.currentTokenLocation().getByteOffset());
    };
  }

  private static Value readObject(JsonParser p, @Nullable Place place, List<String> duplicates)
      throws JsonException {
    Obj.Builder out = Obj.builder();
    String last = "";
    Set<String> seen =
        null; // from the first key on that is out of order; in order, none is there twice
    for (String key = p.nextName(); key != null; key = p.nextName()) {
      if (seen == null && !out.isEmpty() && key.compareTo(last) <= 0) {
        seen = out.keys();
      }
      if (seen != null && !seen.add(key) && duplicates.size() < MAX_DUPLICATES) {
        duplicates.add(new Place(place, key, 0).text());
      }
      last = key;
      JsonToken token = p.nextToken();
      out.put(
          key, read(p, token, token.isStructStart() ? new Place(place, key, 0) : null, duplicates));
    }
    return out.build();
  }

  private static Value wholeNumber(JsonParser p) {
    return switch (p.getNumberType()) {
      case INT, LONG -> Int.of(p.getLongValue());
      default -> {
        BigInteger big = p.getBigIntegerValue();
        yield new Real(new BigDecimal(big));
      }
    };
  }
}
