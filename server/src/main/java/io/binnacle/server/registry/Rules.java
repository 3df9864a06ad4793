package io.binnacle.server.registry;

import io.binnacle.model.defaults.KindDefaults;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.validate.Validators;
import io.binnacle.model.validate.Warnings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `model` knows about objects: defaults, validity, and what is worth a warning.
final class Rules {
  private Rules() {}

  /// The object with defaults filled in.
  static Obj defaulted(Resource resource, Obj object) {
    return KindDefaults.apply(object, resource.storedType());
  }

  /// @throws ApiException 422 if a new object is not valid
  static void checkCreate(Resource resource, Obj object) {
    refuse(resource.storedType(), object, Validators.create(resource.storedType(), object));
  }

  /// @throws ApiException 422 if the update of `old` to `next` is not valid
  static void checkUpdate(Resource resource, Obj next, Obj old) {
    refuse(resource.storedType(), next, Validators.update(resource.storedType(), next, old));
  }

  /// @throws ApiException 422 if the update of the status of `old` to that of `next` is not valid
  static void checkStatus(Resource resource, Obj next, Obj old) {
    refuse(resource.storedType(), next, Validators.updateStatus(resource.storedType(), next, old));
  }

  /// What to tell the client about a write that was done; `old` is null for a create.
  static List<String> warnings(Resource resource, Obj written, @Nullable Obj old) {
    return Warnings.of(resource.storedType(), written, old);
  }

  private static void refuse(ResourceType type, Obj object, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Refusals.invalid(type.name().group(), type.kind(), Meta.name(object), errors);
    }
  }
}
