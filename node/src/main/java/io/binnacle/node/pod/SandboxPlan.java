package io.binnacle.node.pod;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.SandboxSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a Pod's sandbox is made from.
public final class SandboxPlan {
  /// Annotation of a sandbox: how long the Pod's containers get to stop, for when the API has forgotten the Pod.
  public static final String GRACE = "binnacle.io/grace-seconds";

  private SandboxPlan() {}

  /// The sandbox of `pod`.
  ///
  /// @param logs the folder of all container logs
  /// @param hostname as [io.binnacle.node.dns.PodHostname#kernelName]
  public static SandboxSpec of(
      Obj pod, int attempt, Path logs, String hostname, SandboxSpec.@Nullable Dns dns) {
    Obj spec = pod.obj("spec");
    boolean hostNetwork = spec.bool("hostNetwork", false);
    Map<String, String> sysctls = new TreeMap<>();
    for (Obj sysctl : spec.obj("securityContext").arr("sysctls").objects()) {
      sysctls.put(sysctl.str("name"), sysctl.str("value"));
    }
    return new SandboxSpec(
        Meta.uid(pod),
        Meta.namespace(pod),
        Meta.name(pod),
        attempt,
        hostNetwork ? "" : hostname,
        logFolder(logs, pod).toString(),
        dns,
        hostNetwork,
        spec.bool("hostPID", false),
        spec.bool("hostIPC", false),
        spec.bool("shareProcessNamespace", false),
        isPrivileged(spec),
        "",
        sysctls,
        Meta.labels(pod),
        Map.of(GRACE, Long.toString(spec.integer("terminationGracePeriodSeconds", 30))));
  }

  /// Where the logs of a Pod's containers are: `<logs>/<namespace>_<name>_<uid>`.
  public static Path logFolder(Path logs, Obj pod) {
    return logs.resolve(Meta.namespace(pod) + "_" + Meta.name(pod) + "_" + Meta.uid(pod));
  }

  private static boolean isPrivileged(Obj spec) {
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      for (Obj container : spec.arr(list).objects()) {
        if (container.obj("securityContext").bool("privileged", false)) {
          return true;
        }
      }
    }
    return false;
  }
}
