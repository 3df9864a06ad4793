package io.binnacle.app;

import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.watch.Columns;
import io.binnacle.doctor.watch.ServiceWatch;
import io.binnacle.doctor.watch.WriteAdvice;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.api.Advice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The doctor's place in a running instance: a controller among the others, whose Events and advice the API passes on.
///
/// The API is there before the controllers, so advice is empty at first.
final class ServiceAdvice implements Advice {
  private final Schema schema;
  private final Facts facts;
  private volatile @Nullable Part part;

  private record Part(Columns columns, WriteAdvice writes) {}

  ServiceAdvice(Schema schema, UpConfig config) {
    this.schema = schema;
    this.facts =
        new Facts(
            config.clusterDomain(),
            config.serviceCidrs(),
            Settings.NODE_PORT_FIRST,
            Settings.NODE_PORT_LAST,
            Facts.Origin.CLUSTER);
  }

  /// Makes the controller that finds what there is to say.
  Controller controller(ControllerContext context) {
    ServiceWatch watch =
        new ServiceWatch(
            context, name -> schema.resource(name) != null, facts, () -> new Doctor(Checks.ALL));
    part = new Part(new Columns(watch), new WriteAdvice(watch, () -> Checks.ALL, System::nanoTime));
    return watch;
  }

  @Override
  public List<String> warnings(ResourceName resource, Obj written, @Nullable Obj before) {
    Part known = part;
    return known == null ? List.of() : known.writes.warnings(resource, written, before);
  }

  @Override
  public String cell(ResourceName resource, Obj object) {
    Part known = part;
    return known == null ? "" : known.columns.text(resource, object);
  }
}
