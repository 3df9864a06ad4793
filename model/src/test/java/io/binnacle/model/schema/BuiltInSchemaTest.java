package io.binnacle.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.schema.Field.ListKind;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.Ref;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What has to hold for every row of the built-in table.
class BuiltInSchemaTest {
  @Test
  void theIndexNamesEveryFileOfTheFolder() throws IOException, URISyntaxException {
    URL index = Objects.requireNonNull(Schema.class.getResource("index"));
    List<String> listed;
    try (InputStream in = index.openStream()) {
      listed =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(l -> !l.startsWith("#"))
              .toList();
    }
    try (Stream<Path> folder =
        Files.list(Path.of(URI.create(index.toURI().resolve(".").toString())))) {
      assertThat(listed)
          .containsExactlyInAnyOrderElementsOf(
              folder
                  .map(p -> p.getFileName().toString())
                  .filter(n -> n.endsWith(".schema"))
                  .toList());
    }
  }

  @Test
  void everyStructureCanBeRead() {
    assertThat(Schema.builtIn().structs()).doesNotContainNull();
  }

  @Test
  void everyListKeyIsAFieldOfTheElement() {
    List<String> wrong = new ArrayList<>();
    for (StructType struct : Schema.builtIn().structs()) {
      for (Field field : struct.fields()) {
        List<String> keys = new ArrayList<>(field.listKeys());
        if (!field.merge().key().isEmpty()) {
          keys.add(field.merge().key());
        }
        if (field.type() instanceof ListOf(Ref element)) {
          keys.removeIf(key -> element.struct().field(key) != null);
        }
        if (!keys.isEmpty() || field.list() == ListKind.MAP && field.listKeys().isEmpty()) {
          wrong.add(struct.name() + "." + field.name() + " " + keys);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
