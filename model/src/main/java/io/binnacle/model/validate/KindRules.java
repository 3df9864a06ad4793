package io.binnacle.model.validate;

import io.binnacle.model.tree.Obj;

/// The rules of one kind. Stateless.
interface KindRules {
  /// What an object must be like to be created.
  void create(Obj object, Errors out);

  /// What `object` must be like to replace `old`.
  void update(Obj object, Obj old, Errors out);

  /// What `object` must be like to replace `old` through the `status` subresource.
  default void updateStatus(Obj object, Obj old, Errors out) {
    ObjectMetaRules.update(object, old, out);
  }
}
