package io.binnacle.control.statefulset;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who the Pods of one StatefulSet are: names from ordinals, labels, host names, and the claims each calls its own.
final class Identity {
  static final String POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";
  static final String POD_INDEX_LABEL = "apps.kubernetes.io/pod-index";

  /// On a Pod: the name of the revision it was made from.
  static final String REVISION_LABEL = "controller-revision-hash";

  private final WorkloadView set;
  private final List<Obj> claimTemplates;

  Identity(WorkloadView set) {
    this.set = set;
    this.claimTemplates = set.object().obj("spec").arr("volumeClaimTemplates").objects();
  }

  /// The ordinal a Pod name of this set ends in, −1 if the name is not `<set>-<number>`.
  int ordinal(String podName) {
    int dash = podName.lastIndexOf('-');
    String digits = podName.substring(dash + 1);
    if (dash < 0
        || !podName.substring(0, dash).equals(set.name())
        || !digits.matches("0|[1-9][0-9]{0,9}")) {
      return -1;
    }
    long number = Long.parseLong(digits);
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /// The first ordinal.
  int start() {
    return (int) set.object().obj("spec").obj("ordinals").integer("start", 0);
  }

  boolean isInRange(int ordinal) {
    return ordinal >= start() && ordinal - start() < set.replicas();
  }

  String podName(int ordinal) {
    return set.name() + "-" + ordinal;
  }

  static String revisionOf(PodView pod) {
    return pod.labels().getOrDefault(REVISION_LABEL, "");
  }

  /// The Pod `ordinal` from the template of a revision.
  Obj newPod(int ordinal, Obj template, String revision) {
    Obj pod = Workloads.newPod(set.object(), template);
    String name = podName(ordinal);
    String service = set.object().obj("spec").str("serviceName");
    pod =
        withIdentity(pod.change("metadata", m -> m.with("name", name)), ordinal)
            .change("spec", s -> s.with("hostname", name))
            .change("spec", s -> service.isEmpty() ? s : s.with("subdomain", service));
    return withStorage(withLabel(pod, REVISION_LABEL, revision), ordinal);
  }

  /// The Pod with the labels and volumes it should have; the same object if it has them.
  Obj repaired(PodView pod) {
    int ordinal = ordinal(pod.name());
    Obj out = withIdentity(pod.object(), ordinal);
    return hasStorage(out, ordinal) ? out : withStorage(out, ordinal);
  }

  /// The claims of a Pod as they are first created, by name, in the order of their templates; without owners.
  Map<String, Obj> claims(int ordinal) {
    Map<String, Obj> out = new LinkedHashMap<>();
    for (Obj template : claimTemplates) {
      Map<String, String> labels = new TreeMap<>(Meta.labels(template));
      labels.putAll(set.selector().obj("matchLabels").stringMap());
      String name = claimName(template, ordinal);
      Obj claim =
          template
              .without("status")
              .with("apiVersion", "v1")
              .with("kind", "PersistentVolumeClaim")
              .change("metadata", m -> m.with("name", name).with("namespace", set.namespace()));
      out.put(name, Meta.withLabels(claim, labels));
    }
    return out;
  }

  /// Whether an object of this name could be a claim of one of the set's Pods.
  boolean ownsClaim(String name) {
    for (Obj template : claimTemplates) {
      String prefix = Meta.name(template) + "-";
      if (name.startsWith(prefix) && ordinal(name.substring(prefix.length())) >= 0) {
        return true;
      }
    }
    return false;
  }

  private String claimName(Obj template, int ordinal) {
    return Meta.name(template) + "-" + podName(ordinal);
  }

  private Obj withIdentity(Obj pod, int ordinal) {
    Obj named = withLabel(pod, POD_NAME_LABEL, podName(ordinal));
    return withLabel(named, POD_INDEX_LABEL, Integer.toString(ordinal));
  }

  private static Obj withLabel(Obj pod, String key, String value) {
    return value.equals(Meta.labels(pod).get(key))
        ? pod
        : pod.change("metadata", m -> m.change("labels", l -> l.with(key, value)));
  }

  private boolean hasStorage(Obj pod, int ordinal) {
    Map<String, Obj> volumes = new TreeMap<>();
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      volumes.put(volume.str("name"), volume);
    }
    for (Obj template : claimTemplates) {
      Obj volume = volumes.getOrDefault(Meta.name(template), Obj.EMPTY);
      String claim = volume.obj("persistentVolumeClaim").str("claimName");
      if (!claim.equals(claimName(template, ordinal))) {
        return false;
      }
    }
    return true;
  }

  /// Claims stand in for volumes of the same name.
  private Obj withStorage(Obj pod, int ordinal) {
    Map<String, Value> volumes = new LinkedHashMap<>();
    for (Obj template : claimTemplates) {
      String name = Meta.name(template);
      Obj claim = Obj.of("claimName", Str.of(claimName(template, ordinal)));
      volumes.put(name, Obj.of("name", Str.of(name), "persistentVolumeClaim", claim));
    }
    List<Value> all = new ArrayList<>(volumes.values());
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      if (!volumes.containsKey(volume.str("name"))) {
        all.add(volume);
      }
    }
    return all.isEmpty() ? pod : pod.change("spec", s -> s.with("volumes", Arr.copyOf(all)));
  }
}
