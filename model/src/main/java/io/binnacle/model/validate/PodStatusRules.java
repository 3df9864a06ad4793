package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What may change in the status of a Pod.
final class PodStatusRules {
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final Set<String> SYSTEM_CONDITIONS =
      Set.of("PodScheduled", "Ready", "Initialized");

  private PodStatusRules() {}

  static void update(Obj pod, Obj old, Errors out) {
    ObjectMetaRules.update(pod, old, out);
    PodAnnotationRules.update(pod, old, out);
    Obj status = pod.obj("status");
    Obj before = old.obj("status");
    conditions(status.arr("conditions").objects(), out);
    if (!pod.obj("spec").str("nodeName").equals(old.obj("spec").str("nodeName"))) {
      out.forbidden(STATUS.child("nodeName"), "may not be changed directly");
    }
    String nominated = status.str("nominatedNodeName");
    if (!nominated.isEmpty() && !nominated.equals(before.str("nominatedNodeName"))) {
      out.invalidEach(
          STATUS.child("nominatedNodeName"), nominated, Names.isDns1123Subdomain(nominated));
    }
    out.immutable(status, before, STATUS, "qosClass");
    transitions(status, before, old.obj("spec"), out);
    addresses(status, "podIPs", "PodIP", out);
    hostAddresses(status, out);
  }

  private static void conditions(List<Obj> conditions, Errors out) {
    FieldPath path = ObjectMetaRules.METADATA.child("conditions"); // sic
    for (int i = 0; i < conditions.size(); i++) {
      String type = conditions.get(i).str("type");
      if (!SYSTEM_CONDITIONS.contains(type)) {
        LabelRules.key(type, path.index(i).child("Type"), out);
      }
    }
  }

  private static void transitions(Obj status, Obj before, Obj spec, Errors out) {
    String restartPolicy = spec.str("restartPolicy");
    Set<String> sidecars = new HashSet<>();
    for (Obj container : spec.arr("initContainers").objects()) {
      if (container.str("restartPolicy").equals("Always")) {
        sidecars.add(container.str("name"));
      }
    }
    stayTerminated("containerStatuses", status, before, restartPolicy, Set.of(), out);
    stayTerminated("initContainerStatuses", status, before, restartPolicy, sidecars, out);
    stayTerminated("ephemeralContainerStatuses", status, before, "Never", Set.of(), out);
  }

  /// A container that has ended and will not be restarted cannot come back.
  private static void stayTerminated(
      String list,
      Obj status,
      Obj before,
      String restartPolicy,
      Set<String> restartable,
      Errors out) {
    if (restartPolicy.equals("Always")) {
      return;
    }
    List<Obj> old = before.arr(list).objects();
    for (int i = 0; i < old.size(); i++) {
      String name = old.get(i).str("name");
      boolean ended = old.get(i).obj("state").get("terminated") instanceof Obj;
      long exitCode = old.get(i).obj("state").obj("terminated").integer("exitCode", 0);
      boolean mayRestart = exitCode != 0 && restartPolicy.equals("OnFailure");
      if (!ended || mayRestart || restartable.contains(name)) {
        continue;
      }
      for (Obj now : status.arr(list).objects()) {
        boolean back = !(now.obj("state").get("terminated") instanceof Obj);
        if (back && now.str("name").equals(name)) {
          out.forbidden(
              STATUS.child(list).index(i).child("state"),
              "may not be transitioned to non-terminated state");
        }
      }
    }
  }

  private static void hostAddresses(Obj status, Errors out) {
    List<Obj> all = status.arr("hostIPs").objects();
    if (all.isEmpty()) {
      return;
    }
    String first = all.getFirst().str("ip");
    if (!first.equals(status.str("hostIP"))) {
      out.invalid(STATUS.child("hostIPs").index(0).child("ip"), first, "must be equal to `hostIP`");
    }
    addresses(status, "hostIPs", "HostIP", out);
  }

  private static void addresses(Obj status, String list, String type, Errors out) {
    FieldPath path = STATUS.child(list);
    List<Obj> entries = status.arr(list).objects();
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      IpAddress address = AddressRules.ip(entries.get(i).str("ip"), path.index(i), out);
      if (address != null) {
        addresses.add(address);
      }
    }
    if (entries.size() < 2) {
      return;
    }
    if (entries.size() > 2 || !AddressRules.isDualStack(addresses)) {
      out.invalidGo(
          path,
          GoSyntax.addresses(type, entries),
          "may specify no more than one IP for each IP family");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      if (!seen.add(entries.get(i).str("ip"))) {
        out.duplicateGo(path.index(i), GoSyntax.address(type, entries.get(i)), "");
      }
    }
  }
}
