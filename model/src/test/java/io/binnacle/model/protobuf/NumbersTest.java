package io.binnacle.model.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.protobuf.Numbers.Meaning;
import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The numbers and the schema table speak of the same fields: a kind added to one must be added to the other.
class NumbersTest {
  private static final Set<String> IN_THE_ENVELOPE = Set.of("apiVersion", "kind");

  @Test
  void everyFieldOfTheTableHasANumberAndNoOtherHas() {
    List<String> missing = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (StructType struct : Schema.builtIn().structs()) {
      Set<String> numbered = new TreeSet<>();
      names(Numbers.of(struct.definition()), numbered);
      boolean topLevel = struct.byName().keySet().containsAll(IN_THE_ENVELOPE);
      for (Field field : struct.fields()) {
        boolean inEnvelope = topLevel && IN_THE_ENVELOPE.contains(field.name());
        if (!numbered.remove(field.name()) && !inEnvelope) {
          missing.add(struct.definition() + "." + field.name());
        }
      }
      numbered.forEach(name -> unknown.add(struct.definition() + "." + name));
    }
    assertEquals(List.of(), missing, "fields without a number");
    assertEquals(List.of(), unknown, "numbers of fields the table does not have");
  }

  private static void names(Map<Integer, Meaning> numbers, Set<String> into) {
    for (Meaning meaning : numbers.values()) {
      switch (meaning) {
        case Meaning.Named(String name) -> into.add(name);
        case Meaning.Inlined(Map<Integer, Meaning> inner) -> names(inner, into);
      }
    }
  }
}
