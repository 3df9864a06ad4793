package io.binnacle.server.api;

import io.binnacle.client.Target;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.registry.Result;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Asks for advice where a request must not fail for it: who has none to give has said nothing.
final class Advised {
  private static final Logger LOG = System.getLogger(Advised.class.getName());

  private final Advice advice;

  Advised(Advice advice) {
    this.advice = advice;
  }

  /// All there is to warn of after a write: what the registry said, then advice. A subresource is written by those who run the
  /// cluster, not by people.
  List<String> warnings(Target target, Result result) {
    if (!target.subresource().isEmpty()) {
      return result.warnings();
    }
    List<String> more =
        asked(
            target.resource(),
            List.of(),
            () -> advice.warnings(target.resource(), result.object(), result.before()));
    if (more.isEmpty()) {
      return result.warnings();
    }
    List<String> out = new ArrayList<>(result.warnings());
    out.addAll(more);
    return out;
  }

  String cell(ResourceName resource, Obj object) {
    return asked(resource, "", () -> advice.cell(resource, object));
  }

  private static <T> T asked(ResourceName resource, T nothing, Supplier<T> advice) {
    try {
      return advice.get();
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.log(Level.WARNING, "advice about " + resource + " failed", bug);
      return nothing;
    }
  }
}
