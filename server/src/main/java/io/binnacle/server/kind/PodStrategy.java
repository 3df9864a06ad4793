package io.binnacle.server.kind;

import io.binnacle.client.DeleteOptions;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.Set;

/// Pod: begins Pending with its quality-of-service class; status belongs to the node agent; deleted with a grace period
/// that the node agent ends.
final class PodStrategy implements Strategy {
  private static final FieldLabels LABELS =
      FieldLabels.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "status.phase",
              "status.nominatedNodeName")
          .plus("spec.host", "spec.nodeName")
          .plus(
              "spec.hostNetwork",
              pod -> Boolean.toString(pod.obj("spec").bool("hostNetwork", false)))
          .plus("status.podIP", PodStrategy::firstAddress)
          // upstream accepts the label but never fills it
          .plus("status.podIPs", _ -> "");

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.RETURNS_DELETED);
  }

  @Override
  public Obj prepareCreate(Obj object) {
    Obj status = Obj.of("phase", Str.of("Pending"), "qosClass", Str.of(QosClass.of(object).wire()));
    return object.with("status", status);
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    return Parts.keep(next, old, "status");
  }

  @Override
  public Obj prepareStatus(Obj next, Obj old) {
    Obj kept = Parts.keepMeta(Parts.keep(next, old, "spec"), old, "ownerReferences");
    return kept.change(
        "status",
        status -> {
          String qos = status.str("qosClass", old.obj("status").str("qosClass"));
          return addresses(qos.isEmpty() ? status : status.with("qosClass", qos));
        });
  }

  @Override
  public boolean graceful() {
    return true;
  }

  @Override
  public long gracePeriod(Obj pod, DeleteOptions options) {
    Long asked = options.gracePeriodSeconds();
    long period =
        asked != null ? asked : pod.obj("spec").integer("terminationGracePeriodSeconds", 0);
    String phase = pod.obj("status").str("phase");
    boolean nothingRuns =
        pod.obj("spec").str("nodeName").isEmpty()
            || phase.equals("Failed")
            || phase.equals("Succeeded");
    return nothingRuns ? 0 : period < 0 ? 1 : period;
  }

  @Override
  public FieldLabels fieldLabels() {
    return LABELS;
  }

  /// Keeps `podIP` and `podIPs` in step: a writer may know only one of them.
  private static Obj addresses(Obj status) {
    Arr all = status.arr("podIPs");
    String first = status.str("podIP");
    if (first.isEmpty()) {
      return all.objects().isEmpty()
          ? status
          : status.with("podIP", all.objects().getFirst().str("ip"));
    }
    boolean agree = !all.objects().isEmpty() && all.objects().getFirst().str("ip").equals(first);
    return agree ? status : status.with("podIPs", Arr.of(Obj.of("ip", Str.of(first))));
  }

  private static String firstAddress(Obj pod) {
    Arr all = pod.obj("status").arr("podIPs");
    return all.objects().isEmpty() ? "" : all.objects().getFirst().str("ip");
  }
}
