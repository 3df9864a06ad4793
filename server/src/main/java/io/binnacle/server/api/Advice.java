package io.binnacle.server.api;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody who understands the objects adds to what the API says of them by itself. Never decides anything.
///
/// Called on the thread of a request, whose answer waits for it: takes less than a millisecond usually, and a few at most, however
/// large the cluster. Rather says nothing than be late. Used by many threads.
public interface Advice {
  /// Nobody has anything to add.
  Advice NONE =
      new Advice() {
        @Override
        public List<String> warnings(ResourceName resource, Obj written, @Nullable Obj before) {
          return List.of();
        }

        @Override
        public String cell(ResourceName resource, Obj object) {
          return "";
        }
      };

  /// What a client is told who has just written an object: texts for `Warning` headers.
  ///
  /// @param written the object as stored or, for a dry run, as it would be
  /// @param before what it was; null if it is new
  List<String> warnings(ResourceName resource, Obj written, @Nullable Obj before);

  /// The text of a column `fn(advice)` of the schema table.
  ///
  /// @return empty if nothing is known
  String cell(ResourceName resource, Obj object);
}
