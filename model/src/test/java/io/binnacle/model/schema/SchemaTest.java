package io.binnacle.model.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.schema.Field.ListKind;
import io.binnacle.model.schema.Field.Merge;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.schema.ResourceType.Column;
import io.binnacle.model.schema.ResourceType.Subresource;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  private final Schema schema = SmallTable.schema();

  @Test
  void aFieldRowSaysTypeAttributesAndDescription() {
    StructType spec = requireNonNull(schema.struct("io.k8s.api.core.v1.ServiceSpec"));
    assertThat(spec.name()).isEqualTo("ServiceSpec");
    assertThat(spec.atomic()).isFalse();
    assertThat(spec.description()).isEqualTo("What a \"Service\" should be.");
    Field ports = requireNonNull(spec.field("ports"));
    assertThat(ports.type()).isInstanceOf(ListOf.class);
    assertThat(ports.merge()).isEqualTo(new Merge(Merge.Strategy.MERGE, "port", false));
    assertThat(ports.list()).isEqualTo(ListKind.MAP);
    assertThat(ports.listKeys()).containsExactly("port", "protocol");
    assertThat(ports.description()).isEqualTo("The ports.");
    assertThat(spec.field("sessionAffinity"))
        .isEqualTo(
            new Field(
                "sessionAffinity",
                Scalar.STRING,
                false,
                Str.of("None"),
                Merge.DEFAULT,
                ListKind.NONE,
                List.of(),
                false,
                "v1.ServiceAffinity",
                "Affinity."));
    assertThat(spec.field("selector"))
        .isEqualTo(
            new Field(
                "selector",
                new MapOf(Scalar.STRING),
                false,
                null,
                Merge.DEFAULT,
                ListKind.ATOMIC,
                List.of(),
                false,
                "",
                "Selects Pods."));
    assertThat(spec.field("nothing")).isNull();
  }

  @Test
  void aNameIsLookedUpInItsOwnFileThenInMetaOrWithItsAlias() {
    StructType service = requireNonNull(schema.struct("io.k8s.api.core.v1.Service"));
    assertThat(target(service, "metadata"))
        .isEqualTo("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(target(service, "spec")).isEqualTo("io.k8s.api.core.v1.ServiceSpec");
    StructType widget = requireNonNull(schema.struct("io.k8s.api.test.v1.Widget"));
    assertThat(target(widget, "port")).isEqualTo("io.k8s.api.core.v1.ServicePort");
    assertThat(target(widget, "inner")).isEqualTo("io.k8s.api.test.v1.Widget");
  }

  private static String target(StructType struct, String field) {
    return ((Ref) requireNonNull(struct.field(field)).type()).struct().definition();
  }

  @Test
  void aResourceRowMakesACollection() {
    ResourceType services = requireNonNull(schema.resource("", "v1", "services"));
    assertThat(services.kind()).isEqualTo("Service");
    assertThat(services.singular()).isEqualTo("service");
    assertThat(services.shortNames()).containsExactly("svc");
    assertThat(services.categories()).containsExactly("all");
    assertThat(services.namespaced()).isTrue();
    assertThat(services.verbs()).containsExactly("create", "get", "patch", "update");
    assertThat(services.subresources())
        .containsExactly(
            new Subresource("status", "", "v1", "Service", List.of("get", "patch", "update")),
            new Subresource("scale", "autoscaling", "v1", "Scale", List.of("get")));
    assertThat(services.columns())
        .containsExactly(
            new Column("Name", "string", "name", false, ".metadata.name", "Its name."),
            new Column("Cluster IP", "string", "", true, "fn(clusterIP .spec.clusterIP)", "It."));
    assertThat(schema.kind("v1", "Service")).isSameAs(services);
    assertThat(schema.resource(services.name())).isSameAs(services);
  }

  @Test
  void collectionsAreSortedAndKindsNeedNotBeServed() {
    assertThat(schema.resources())
        .extracting(r -> r.name().toString())
        .containsExactly("services.v1", "widgets.v1.test.k8s.io");
    assertThat(schema.kinds())
        .extracting(k -> k.apiVersion() + " " + k.name())
        .containsExactly("v1 Service", "v1 Status", "test.k8s.io/v1 Widget");
    assertThat(schema.kind("v1", "Status")).isNull();
    assertThat(schema.kindType("v1", "Status")).isNotNull();
    assertThat(schema.struct("io.k8s.api.core.v1.Nothing")).isNull();
  }

  @Test
  void defaultsAreJson() {
    StructType port = requireNonNull(schema.struct("io.k8s.api.core.v1.ServicePort"));
    assertThat(port.fields())
        .extracting(Field::defaultValue)
        .containsExactly(null, null, Str.of("TCP"), null, Int.of(7), null);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "field a strnig \"x\"|t:3: unknown type `strnig`: no scalar, and no structure of this file or of meta.v1",
        "field a []core.v1.Nope \"x\"|t:3: unknown type `core.v1.Nope`",
        "field a string|t:3: expected a description in double quotes, found the end of the line",
        "field a string \"x|t:3: a description has no closing quote",
        "field a string \"x\" y|t:3: unexpected `y`",
        "field a string list=bag \"x\"|t:3: unknown attribute `list=bag` of field `a`",
        "field a string default=none \"x\"|t:3: not JSON: none",
        "field a string merge=name \"x\"|t:3: field `a` has list keys but is no list of structures",
        "field a string list=set \"x\"|t:3: field `a` is a set but no list",
        "feld a string \"x\"|t:3: unknown row `feld` in `A`",
        "resource as scope Namespaced|t:3: unknown row `resource` in `A`",
      })
  void anErrorNamesFileAndLine(String row, String message) {
    assertThatThrownBy(
            () -> load("group core v1 prefix io.k8s.api.core.v1\nstruct A \"A.\"\n  " + row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "struct A \"A.\"|t:1: expected the group row first, found `struct`",
        "group core v1 prefix|t:1: expected a prefix such as io.k8s.api.core.v1",
        "group core v1 prefix p.core.v1; field a string \"x\"|t:2: a row outside a kind or struct",
        "group core v1 prefix p.core.v1;sturct A \"A.\"|t:2: expected kind or struct, found `sturct`",
        "group core v1 prefix p.core.v1;struct A \"A.\";struct A \"A.\"|t:3: `A` is already defined in line 2",
        "group core v1 prefix p.core.v1;struct A nice \"A.\"|t:2: unknown attribute `nice`",
        "group core v1 prefix p.core.v1;struct A \"A.\";  field a string \"a\";  field a string \"a\"|t:4: `A` already has a field `a`",
        "group core v1 prefix p.core.v1;kind A \"A.\";  resource as singular a verbs get|t:3: resource `as` says no scope",
        "group core v1 prefix p.core.v1;kind A \"A.\";  resource as singular a scope World verbs get|t:3: scope is Namespaced or Cluster, not `World`",
        "group core v1 prefix p.core.v1;kind A \"A.\";  column A string \"a\" = .a|t:3: a column row before the resource row",
        "group core v1 prefix p.core.v1;kind A \"A.\";  resource as singular a scope Cluster verbs get;  subresource s kind A verbs get|t:4: expected `subresource NAME kind GROUP/VERSION.KIND verbs VERB,…`",
        "# nothing|t: no group row",
      })
  void aWrongFileIsRefused(String lines, String message) {
    assertThatThrownBy(() -> load(lines.replace(';', '\n')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static Schema load(String text) {
    return Schema.load(Map.of("t", text));
  }
}
