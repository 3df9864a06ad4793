package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// ExternalName Services that stand for each other, or for themselves.
final class ExternalNameLoop implements Check.OfService {
  /* Resolvers follow fewer aliases than this. */
  private static final int LONGEST = 16;

  @Override
  public String id() {
    return "external-name-loop";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    Map<ObjectKey, ServiceView> way = new LinkedHashMap<>();
    ServiceView here = service;
    while (here != null && here.isExternalName() && way.size() < LONGEST) {
      if (way.containsKey(here.key())) {
        return broken(way, here);
      }
      way.put(here.key(), here);
      here = next(here, seen);
    }
    return Finding.FINE;
  }

  private static @Nullable ServiceView next(ServiceView service, Evidence seen) {
    ObjectKey key = Alias.of(service).service(seen);
    return key == null ? null : seen.service(key);
  }

  /// @param way all that were followed, in order
  /// @param closes where the loop was met again
  private static Finding broken(Map<ObjectKey, ServiceView> way, ServiceView closes) {
    List<String> names = new ArrayList<>();
    List<Proof> because = new ArrayList<>();
    way.forEach((key, service) -> {
      names.add(key.toString());
      because.add(new Proof(ObjectRef.service(key), "spec.externalName", service.externalName()));
    });
    names.add(closes.key().toString());
    Spot at = Alias.spot(closes);
    String says =
        way.size() == 1
            ? "externalName is the Service's own name: nobody can resolve it."
            : "externalName leads in a circle: "
                + String.join(" → ", names)
                + ". Nobody can resolve these names.";
    return new Finding.Broken(
        Severity.ERROR,
        at.object(),
        at.field(),
        says,
        because.subList(0, Math.min(5, because.size())),
        Remedy.byHand("Set externalName to the name of the application outside."));
  }
}
