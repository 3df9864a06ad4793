package io.binnacle.server.service;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// Completes a stored Service for readers: fields that did not exist when it was written.
final class ReadDefaults {
  private ReadDefaults() {}

  /// The Service as readers see it; the same object if nothing is missing.
  ///
  /// @param primary the primary family of the cluster
  static Obj complete(Obj service, String primary) {
    Obj spec = service.obj("spec");
    if (spec.str("type").equals("ExternalName")) {
      return spec.has("internalTrafficPolicy")
          ? service.with("spec", spec.without("internalTrafficPolicy"))
          : service;
    }
    boolean complete = spec.has("ipFamilies") && spec.has("clusterIPs");
    return complete ? service : filled(service, primary);
  }

  private static Obj filled(Obj service, String primary) {
    ServiceDraft draft = new ServiceDraft(service);
    CarryOver.syncNew(draft);
    if (draft.families.isEmpty()) {
      if (!draft.isHeadless()) {
        for (String ip : draft.clusterIps) {
          IpAddress address = IpAddress.parse(ip);
          if (address != null) {
            draft.families.add(address.family().name());
          }
        }
      } else if (draft.hasSelector) {
        draft.families.add(primary);
      } else {
        draft.families.addAll(List.of(primary, IpFamilies.other(primary)));
      }
      draft.policy =
          switch (draft.families.size()) {
            case 0 -> draft.policy;
            case 1 -> "SingleStack";
            default -> "RequireDualStack";
          };
    }
    return draft.build();
  }
}
