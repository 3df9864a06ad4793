package io.binnacle.doctor.watch;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.control.core.ServiceSlices;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The text of the columns `ENDPOINTS` of a Service and `READY` of a slice, for `kubectl get -o wide`. Costs a look at the slices of
/// one Service, no diagnosis: that one is known.
public final class Columns {
  /// The longest text, in characters.
  public static final int LIMIT = 60;

  private final ServiceWatch watch;

  public Columns(ServiceWatch watch) {
    this.watch = watch;
  }

  /// The text for an object.
  ///
  /// @return empty for a kind that has no such column, or as long as nothing has been read
  public String text(ResourceName resource, Obj object) {
    if (!watch.isStarted()) {
      return "";
    }
    if (resource.equals(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      return service(service, watch.snapshot(), watch.brief(service.key()));
    }
    if (resource.equals(ResourceName.ENDPOINT_SLICES)) {
      String service = SliceView.of(object).serviceName();
      return slice(object, watch.brief(new ObjectKey(Meta.namespace(object), service)));
    }
    return "";
  }

  /// @param why what is wrong, empty if nothing is
  static String service(ServiceView service, Snapshot snapshot, String why) {
    if (service.isExternalName()) {
      return with("external", why);
    }
    Count all = Count.of(ServiceSlices.all(service.key(), snapshot));
    return with(all.total == 0 ? "none" : all.ready + "/" + all.total + " ready", why);
  }

  static String slice(Obj slice, String why) {
    Count all = Count.of(List.of(slice));
    return all.ready < all.total
        ? with(all.ready + "/" + all.total, why)
        : all.ready + "/" + all.total;
  }

  private static String with(String what, String why) {
    return why.isEmpty() ? what : Wording.cut(what + ": " + why, LIMIT);
  }

  /// Endpoints; those that are going away count only while they are ready.
  private record Count(int ready, int total) {
    /// A Pod with an address of each family stands in a slice of each: the family with most counts.
    static Count of(List<Obj> slices) {
      Map<String, Count> byFamily = new HashMap<>();
      for (Obj slice : slices) {
        Count in = in(slice);
        byFamily.merge(
            slice.str("addressType"),
            in,
            (one, more) -> new Count(one.ready + more.ready, one.total + more.total));
      }
      return byFamily.values().stream()
          .reduce(new Count(0, 0), (one, other) -> other.total > one.total ? other : one);
    }

    private static Count in(Obj slice) {
      int ready = 0;
      int total = 0;
      for (Obj endpoint : slice.arr("endpoints").objects()) {
        Obj conditions = endpoint.obj("conditions");
        if (conditions.bool("ready", true)) {
          ready++;
          total++;
        } else if (!conditions.bool("terminating", false)) {
          total++;
        }
      }
      return new Count(ready, total);
    }
  }
}
