package io.binnacle.server.http;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads single query parameters the way upstream converts them. Of a parameter given twice the first counts.
public final class Query {
  private Query() {}

  /// Whether a boolean parameter is set: present, and neither `0` nor `false`.
  public static boolean flag(Map<String, List<String>> query, String name) {
    Boolean value = flagOrNull(query, name);
    return value != null && value;
  }

  /// A boolean parameter, or null if it is absent.
  public static @Nullable Boolean flagOrNull(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    if (values == null) {
      return null;
    }
    String first = values.getFirst();
    return !first.equals("0") && !first.equalsIgnoreCase("false");
  }

  /// A text parameter, empty if absent.
  public static String text(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values == null ? "" : values.getFirst();
  }

  /// A whole number, or null if the parameter is absent.
  ///
  /// @throws ApiException 400 if it is no number of 64 bits
  public static @Nullable Long integer(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    if (values == null) {
      return null;
    }
    String text = values.getFirst();
    boolean number = text.matches("[+-]?[0-9]+");
    try {
      if (number) {
        return Long.valueOf(text);
      }
    } catch (NumberFormatException tooLarge) {
      throw unreadable(text, "value out of range", tooLarge);
    }
    throw unreadable(text, "invalid syntax", null);
  }

  private static ApiException unreadable(String text, String why, @Nullable Exception cause) {
    Status status = Status.badRequest("strconv.ParseInt: parsing " + Str.of(text) + ": " + why);
    return cause == null ? new ApiException(status) : new ApiException(status, cause);
  }
}
