package io.binnacle.doctor.manual;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the manual says of a check: what it means, how it happens, how to mend it.
public final class Manual {
  private Manual() {}

  /// The page of a check, Markdown; null if it has none.
  ///
  /// @param check its id, kebab-case
  public static @Nullable String page(String check) {
    if (!check.matches("[a-z0-9-]+")) {
      return null;
    }
    try (InputStream in = Manual.class.getResourceAsStream(check + ".md")) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the page of " + check, e);
    }
  }

  /// The first sentence of a page below its title; empty if there is none.
  public static String summary(String page) {
    for (String paragraph : page.split("\n\\s*\n")) {
      String text = paragraph.strip().replaceAll("\\s+", " ");
      if (!text.isEmpty() && !text.startsWith("#")) {
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
      }
    }
    return "";
  }
}
