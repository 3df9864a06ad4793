package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.FieldSelector;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.kind.FieldLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which objects of a collection a list or watch is about.
///
/// @param namespace the one namespace, or empty for all
/// @param name the one name, or null for all
/// @param labels the label selector
/// @param fields what the field selector demands beyond namespace and name, on stored objects
/// @param everything whether there is no selector at all
record Selection(
    String namespace,
    @Nullable String name,
    LabelSelector labels,
    List<Predicate<Obj>> fields,
    boolean everything) {

  /// Reads the selectors of a request to `resource`.
  ///
  /// @throws ApiException 400 if one is malformed or names a field the collection does not know
  static Selection of(
      Resource resource, String namespace, String labelSelector, String fieldSelector) {
    LabelSelector labels;
    FieldSelector fields;
    try {
      labels = LabelSelector.parse(labelSelector);
      fields = FieldSelector.parse(fieldSelector);
    } catch (SyntaxException e) {
      throw Refusals.badRequest(String.valueOf(e.getMessage()));
    }
    List<Predicate<Obj>> tests = new ArrayList<>();
    FieldLabels known = resource.strategy().fieldLabels();
    for (FieldSelector.Requirement requirement : fields.requirements()) {
      Function<Obj, String> read = known.reader(requirement.field());
      if (read == null) {
        throw Refusals.badRequest(known.refusal(requirement.field()));
      }
      String value = requirement.value();
      tests.add(
          switch (requirement.operator()) {
            case EQUALS -> object -> read.apply(object).equals(value);
            case NOT_EQUALS -> object -> !read.apply(object).equals(value);
          });
    }
    String narrowed = fields.exactly("metadata.namespace");
    boolean narrow = namespace.isEmpty() && resource.type().namespaced() && narrowed != null;
    return new Selection(
        narrow && narrowed != null ? narrowed : namespace,
        fields.exactly("metadata.name"),
        labels,
        List.copyOf(tests),
        labels.isEverything() && tests.isEmpty());
  }

  boolean matches(Obj stored) {
    if (!labels.isEverything() && !labels.matches(stored)) {
      return false;
    }
    for (Predicate<Obj> test : fields) {
      if (!test.test(stored)) {
        return false;
      }
    }
    return true;
  }

  /// The shortest prefix of keys that holds everything selected. It may hold more.
  String prefix(Resource resource) {
    boolean one = !namespace.isEmpty() || !resource.type().namespaced();
    boolean key = one && name != null && name.indexOf('/') < 0;
    return resource.collection(namespace) + (key && name != null ? name : "");
  }
}
