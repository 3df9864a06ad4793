package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.kind.Strategy;

/// One collection as the registry handles it: its row of the schema table, its strategy, where it is stored, and how
/// what is stored becomes what is served.
final class Resource {
  private final ResourceType type;
  private final ResourceType storedType;
  private final Strategy strategy;
  private final Form form;
  private final RecentChanges recent = new RecentChanges();

  /// @param storedType the type objects are stored as; differs from `type` for a second door to the same objects
  Resource(ResourceType type, ResourceType storedType, Strategy strategy, Form form) {
    this.type = type;
    this.storedType = storedType;
    this.strategy = strategy;
    this.form = form;
  }

  /// How stored objects relate to served ones.
  interface Form {
    Form SAME =
        new Form() {
          @Override
          public Obj served(Obj stored) {
            return stored;
          }

          @Override
          public Obj stored(Obj served) {
            return served;
          }
        };

    Obj served(Obj stored);

    Obj stored(Obj served);
  }

  ResourceType type() {
    return type;
  }

  /// The type that defaulting and validation go by.
  ResourceType storedType() {
    return storedType;
  }

  ResourceName name() {
    return type.name();
  }

  Strategy strategy() {
    return strategy;
  }

  boolean has(Strategy.Trait trait) {
    return strategy.traits().contains(trait);
  }

  RecentChanges recent() {
    return recent;
  }

  Obj served(Obj stored) {
    return form.served(strategy.onRead(stored));
  }

  Obj stored(Obj served) {
    return form.stored(served);
  }

  /// The key of an object.
  ///
  /// @throws ApiException 400 if namespace or name are missing or cannot be part of a path
  String key(String namespace, String name) {
    if (type.namespaced() && namespace.isEmpty()) {
      throw Refusals.badRequest("Namespace parameter required.");
    }
    if (name.isEmpty()) {
      throw Refusals.badRequest("Name parameter required.");
    }
    return collection(namespace) + pathStep(name);
  }

  /// The prefix of the objects in `namespace`, or of all if it is empty; ends in `/`.
  String collection(String namespace) {
    String prefix = Keys.prefix(storedType.name());
    return namespace.isEmpty() || !type.namespaced() ? prefix : prefix + pathStep(namespace) + "/";
  }

  private static String pathStep(String name) {
    String fault =
        name.equals(".") || name.equals("..")
            ? "may not be '" + name + "'"
            : name.indexOf('/') >= 0
                ? "may not contain '/'"
                : name.indexOf('%') >= 0 ? "may not contain '%'" : "";
    if (!fault.isEmpty()) {
      throw Refusals.badRequest("Name parameter invalid: " + Str.of(name) + ": " + fault);
    }
    return name;
  }
}
