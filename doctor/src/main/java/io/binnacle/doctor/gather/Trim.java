package io.binnacle.doctor.gather;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes objects small: leaves out what no check reads, and keeps equal parts once. The Pods of one template differ in name,
/// address and times; what is equal in them weighs most. For one thread.
final class Trim {
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /// What every Pod gets mounted by the API server, under a name of its own.
  private static final String TOKEN_VOLUME = "kube-api-access-";

  private static final List<String> ALIKE_IN_SPEC =
      List.of("affinity", "containers", "dnsConfig", "initContainers", "tolerations", "volumes");

  private final Map<Value, Value> kept = new HashMap<>();

  /// `object` without what nobody needs.
  Obj of(ResourceName resource, Obj object) {
    Obj out = object.change("metadata", this::metadata);
    if (resource.equals(ResourceName.PODS)) {
      return out.change("spec", this::podSpec);
    }
    if (resource.equals(ResourceName.NODES)) {
      return out.change("status", status -> status.without("images"));
    }
    return out;
  }

  private Obj metadata(Obj metadata) {
    Obj out = lastWrite(metadata).without("selfLink");
    Obj annotations = out.obj("annotations").without(APPLIED);
    out = annotations.isEmpty() ? out.without("annotations") : out.with("annotations", annotations);
    return once(once(out, "labels"), "ownerReferences");
  }

  /// Of who wrote which fields and when only the last time counts.
  private static Obj lastWrite(Obj metadata) {
    String last = "";
    for (Obj write : metadata.arr("managedFields").objects()) {
      String time = write.str("time");
      last = time.compareTo(last) > 0 ? time : last;
    }
    return last.isEmpty()
        ? metadata.without("managedFields")
        : metadata.with("managedFields", Arr.of(Obj.of("time", Str.of(last))));
  }

  private Obj podSpec(Obj spec) {
    Obj out = spec;
    if (out.has("volumes")) {
      out = out.with("volumes", withoutToken(out.arr("volumes")));
    }
    for (String list : List.of("containers", "initContainers")) {
      if (out.has(list)) {
        out = out.with(list, out.arr(list).map(Trim::withoutTokenMount));
      }
    }
    for (String field : ALIKE_IN_SPEC) {
      out = once(out, field);
    }
    return out;
  }

  private static Value withoutTokenMount(Value container) {
    return container instanceof Obj object && object.has("volumeMounts")
        ? object.with("volumeMounts", withoutToken(object.arr("volumeMounts")))
        : container;
  }

  private static Arr withoutToken(Arr named) {
    return named.stream()
        .filter(v -> !(v instanceof Obj object && object.str("name").startsWith(TOKEN_VOLUME)))
        .collect(Arr.toArr());
  }

  private Obj once(Obj object, String field) {
    Value value = object.get(field);
    if (value == null) {
      return object;
    }
    Value first = kept.putIfAbsent(value, value);
    return first == null || first == value ? object : object.with(field, first);
  }
}
