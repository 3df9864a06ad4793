package io.binnacle.model.schema;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.schema.ResourceType.Column;
import io.binnacle.model.schema.ResourceType.Subresource;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the rows of the built-in table say.
class BuiltInRowsTest {
  private static final Pattern CELL =
      Pattern.compile("fn\\((?<name>\\w+)(?: (?<argument>\\.\\S+))?\\)|(?<path>\\.\\S+)");

  private final Schema schema = Schema.builtIn();

  /// Upstream's printers, `pkg/printers/internalversion/printers.go`; columns in brackets are wide.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          / services                  | Name, Type, Cluster-IP, External-IP, Port(s), Age, [Selector], [Endpoints]
          / endpoints                 | Name, Endpoints, Age
          / pods                      | Name, Ready, Status, Restarts, Age, [IP], [Node], [Nominated Node], [Readiness Gates]
          / namespaces                | Name, Status, Age
          / nodes                     | Name, Status, Roles, Age, Version, [Internal-IP], [External-IP], [OS-Image], [Kernel-Version], [Container-Runtime]
          / events                    | Last Seen, Type, Reason, Object, [Subobject], [Source], Message, [First Seen], [Count], [Name]
          / configmaps                | Name, Data, Age
          / secrets                   | Name, Type, Data, Age
          / serviceaccounts           | Name, Secrets, Age
          / persistentvolumeclaims    | Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, [VolumeMode]
          / persistentvolumes         | Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, [VolumeMode]
          networking.k8s.io/ networkpolicies | Name, Pod-Selector, Age
          networking.k8s.io/ servicecidrs | Name, CIDRs, Age
          storage.k8s.io/ storageclasses | Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age
          apps/ deployments           | Name, Ready, Up-to-date, Available, Age, [Containers], [Images], [Selector]
          apps/ replicasets           | Name, Desired, Current, Ready, Age, [Containers], [Images], [Selector]
          apps/ statefulsets          | Name, Ready, Age, [Containers], [Images]
          apps/ controllerrevisions   | Name, Controller, Revision, Age
          discovery.k8s.io/ endpointslices | Name, AddressType, Ports, Endpoints, Age, [Ready]
          events.k8s.io/ events       | Last Seen, Type, Reason, Object, [Subobject], [Source], Message, [First Seen], [Count], [Name]
          coordination.k8s.io/ leases | Name, Holder, Age
          """)
  void everyCollectionHasTheColumnsOfUpstreamAndWideOnesOfOurs(String resource, String columns) {
    String[] groupAndPlural = resource.split("/ ");
    ResourceType type =
        Objects.requireNonNull(
            schema.resource(new ResourceName(groupAndPlural[0], "v1", groupAndPlural[1])));
    assertThat(
            type.columns().stream()
                .map(c -> c.wide() ? "[" + c.name() + "]" : c.name())
                .collect(joining(", ")))
        .isEqualTo(columns);
    assertThat(type.columns().stream().filter(c -> c.format().equals("name")).map(Column::name))
        .containsExactly("Name");
  }

  @Test
  void everyDescriptionIsOneShortSentence() {
    List<String> wrong = new ArrayList<>();
    for (StructType struct : schema.structs()) {
      note(wrong, struct.definition(), struct.description());
      for (Field field : struct.fields()) {
        note(wrong, struct.definition() + "." + field.name(), field.description());
      }
    }
    for (ResourceType type : schema.resources()) {
      for (Column column : type.columns()) {
        note(wrong, type.name() + " " + column.name(), column.description());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void note(List<String> wrong, String where, String description) {
    if (description.isBlank() || description.length() > 140 || !description.endsWith(".")) {
      wrong.add(where + ": " + description);
    }
  }

  @Test
  void everyDefaultIsAValueOfItsField() {
    List<String> wrong = new ArrayList<>();
    for (StructType struct : schema.structs()) {
      for (Field field : struct.fields()) {
        Value value = field.defaultValue();
        if (value != null && !fits(value, field.type())) {
          wrong.add(struct.definition() + "." + field.name() + "=" + value);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean fits(Value value, FieldType type) {
    return switch (type) {
      case Scalar scalar ->
          switch (scalar) {
            case STRING, QUANTITY -> value instanceof Str;
            case INT32, INT64 -> value instanceof Int;
            case BOOL -> value instanceof Bool;
            case INT_OR_STRING -> value instanceof Int || value instanceof Str;
            case DOUBLE, TIME, MICRO_TIME, BYTES, ANY -> false;
          };
      case Ref ref -> value instanceof Obj object && fits(object, ref.struct());
      case ListOf _, MapOf _ -> false;
    };
  }

  private static boolean fits(Obj object, StructType struct) {
    for (int i = 0; i < object.size(); i++) {
      Field field = struct.field(object.keyAt(i));
      if (field == null || !fits(object.valueAt(i), field.type())) {
        return false;
      }
    }
    return true;
  }

  @Test
  void everyPathInACellLeadsToAField() {
    List<String> wrong = new ArrayList<>();
    for (ResourceType type : schema.resources()) {
      for (Column column : type.columns()) {
        Matcher cell = CELL.matcher(column.cell());
        boolean legal = cell.matches();
        String path = legal ? path(cell) : null;
        if (!legal || path != null && !leadsToAField(path, type.struct())) {
          wrong.add(type.name() + " " + column.name() + " = " + column.cell());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static @Nullable String path(Matcher cell) {
    return cell.group("path") != null ? cell.group("path") : cell.group("argument");
  }

  private static boolean leadsToAField(String path, StructType from) {
    StructType struct = from;
    List<String> steps = List.of(path.substring(1).split("\\."));
    for (String step : steps.subList(0, steps.size() - 1)) {
      Field field = struct.field(step);
      if (field == null || !(field.type() instanceof Ref ref)) {
        return false;
      }
      struct = ref.struct();
    }
    return struct.field(steps.getLast()) != null;
  }

  @Test
  void theHeadOfMetaSchemaExplainsEveryCellFunction() throws IOException {
    String head;
    try (InputStream in = Schema.class.getResourceAsStream("meta.schema")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      head = text.lines().takeWhile(line -> line.startsWith("#")).collect(joining("\n"));
    }
    Set<String> used = new TreeSet<>();
    for (ResourceType type : schema.resources()) {
      for (Column column : type.columns()) {
        Matcher cell = CELL.matcher(column.cell());
        if (cell.matches() && cell.group("name") != null) {
          used.add(cell.group("name"));
        }
      }
    }
    assertThat(used).isNotEmpty().allMatch(name -> head.matches("(?s).*\\b" + name + "\\b.*"));
  }

  @Test
  void everySubresourceReadsAndWritesAKindOfTheTable() {
    List<String> wrong = new ArrayList<>();
    for (ResourceType type : schema.resources()) {
      for (Subresource sub : type.subresources()) {
        String apiVersion =
            sub.group().isEmpty() ? sub.version() : sub.group() + "/" + sub.version();
        // The options of a connection are parameters of the query: a kind in name only.
        boolean connects = sub.kind().endsWith("Options") && sub.verbs().contains("create");
        if (!connects && schema.kindType(apiVersion, sub.kind()) == null) {
          wrong.add(type.name() + "/" + sub.name() + " " + apiVersion + " " + sub.kind());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyKindServedStartsWithApiVersionKindAndMetadata() {
    for (ResourceType type : schema.resources()) {
      assertThat(type.struct().fields().stream().map(Field::name).limit(3))
          .as(type.kind())
          .containsExactly("apiVersion", "kind", "metadata");
    }
  }
}
