package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Security contexts of Pods and containers. Those of Windows are left to a Windows node.
final class SecurityRules {
  private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");
  private static final int SYSCTL_MAX = 253;
  private static final String SYSCTL =
      "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"; // a step of a name, joined by dots or slashes
  private static final Pattern SYSCTL_STEP = Pattern.compile(SYSCTL);

  private SecurityRules() {}

  /// @param spec the Pod spec, which holds some of the context's fields itself
  static void pod(Obj spec, FieldPath path, Errors out) {
    Obj context = spec.obj("securityContext");
    ids(context, List.of("fsGroup", "runAsUser", "runAsGroup"), path, out);
    int i = 0;
    for (var group : context.arr("supplementalGroups")) {
      if (group instanceof Int id) {
        id(id, path.child("supplementalGroups").index(i), out);
      }
      i++;
    }
    if (spec.bool("shareProcessNamespace", false) && spec.bool("hostPID", false)) {
      out.invalid(
          path.child("shareProcessNamespace"),
          spec.get("shareProcessNamespace"),
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(context, spec, path.child("sysctls"), out);
    out.oneOf(context, path, "fsGroupChangePolicy", List.of("Always", "OnRootMismatch"));
    profiles(context, path, out);
    out.oneOf(context, path, "supplementalGroupsPolicy", List.of("Merge", "Strict"));
    out.oneOf(context, path, "seLinuxChangePolicy", List.of("MountOption", "Recursive"));
  }

  static void container(Obj context, boolean hostUsers, FieldPath path, Errors out) {
    ids(context, List.of("runAsUser", "runAsGroup"), path, out);
    out.oneOf(context, path, "procMount", List.of("Default", "Unmasked"));
    if (hostUsers && context.str("procMount").equals("Unmasked")) {
      out.invalid(
          path.child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
    }
    seccomp(context, path.child("seccompProfile"), out);
    if (!context.bool("allowPrivilegeEscalation", true)) {
      String cannot = "cannot set `allowPrivilegeEscalation` to false and ";
      if (context.bool("privileged", false)) {
        out.invalid(path, context, cannot + "`privileged` to true");
      }
      if (context.obj("capabilities").arr("add").strings().contains("CAP_SYS_ADMIN")) {
        out.invalid(path, context, cannot + "`capabilities.Add` CAP_SYS_ADMIN");
      }
    }
    appArmor(context, path.child("appArmorProfile"), out);
  }

  private static void ids(Obj context, List<String> fields, FieldPath path, Errors out) {
    for (String field : fields) {
      if (context.get(field) instanceof Int id) {
        id(id, path.child(field), out);
      }
    }
  }

  private static void id(Int id, FieldPath path, Errors out) {
    out.invalidEach(path, id, Names.isInRange(id.value(), 0, Integer.MAX_VALUE));
  }

  private static void sysctls(Obj context, Obj spec, FieldPath path, Errors out) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (Obj sysctl : context.arr("sysctls").objects()) {
      String name = sysctl.str("name");
      FieldPath at = path.index(i++).child("name");
      if (name.isEmpty()) {
        out.required(at);
      } else if (!isSysctl(name)) {
        out.invalid(
            at,
            name,
            "must have at most "
                + SYSCTL_MAX
                + " characters and match regex ^("
                + SYSCTL
                + "[\\./])*"
                + SYSCTL
                + "$");
      } else if (!seen.add(name)) {
        out.duplicate(at, name);
      }
      String dotted = name.replace('/', '.');
      if (spec.bool("hostNetwork", false) && dotted.startsWith("net.")) {
        out.invalid(at, name, "may not be specified when 'hostNetwork' is true");
      } else if (spec.bool("hostIPC", false) && isIpc(dotted)) {
        out.invalid(at, name, "may not be specified when 'hostIPC' is true");
      }
    }
  }

  private static boolean isIpc(String sysctl) {
    return sysctl.startsWith("kernel.shm")
        || sysctl.startsWith("kernel.msg")
        || sysctl.equals("kernel.sem")
        || sysctl.startsWith("fs.mqueue.");
  }

  private static boolean isSysctl(String name) {
    if (name.length() > SYSCTL_MAX) {
      return false;
    }
    for (String step : name.split("[./]", -1)) {
      if (!SYSCTL_STEP.matcher(step).matches()) {
        return false;
      }
    }
    return true;
  }

  private static void profiles(Obj context, FieldPath path, Errors out) {
    seccomp(context, path.child("seccompProfile"), out);
    appArmor(context, path.child("appArmorProfile"), out);
  }

  private static void seccomp(Obj context, FieldPath path, Errors out) {
    if (!(context.get("seccompProfile") instanceof Obj profile)) {
      return;
    }
    type(profile, "type is required when seccompProfile is set", path, out);
    String file = profile.strOrNull("localhostProfile");
    FieldPath at = path.child("localhostProfile");
    if (!profile.str("type").equals("Localhost")) {
      if (file != null) {
        out.invalid(at, profile, "can only be set when seccomp type is Localhost");
      }
    } else if (file == null) {
      out.required(at, "must be set when seccomp type is Localhost");
    } else {
      PathRules.descending(file, at, out);
    }
  }

  private static void appArmor(Obj context, FieldPath path, Errors out) {
    if (!(context.get("appArmorProfile") instanceof Obj profile)) {
      return;
    }
    type(profile, "type is required when appArmorProfile is set", path, out);
    String name = profile.strOrNull("localhostProfile");
    FieldPath at = path.child("localhostProfile");
    switch (profile.str("type")) {
      case "Localhost" -> {
        if (name == null || name.isEmpty()) {
          out.required(at, "must be set when AppArmor type is Localhost");
        } else if (!name.equals(name.strip())) {
          out.invalid(at, name, "must not be padded with whitespace");
        }
      }
      case "RuntimeDefault", "Unconfined" -> {
        if (name != null) {
          out.invalid(at, name, "can only be set when AppArmor type is Localhost");
        }
      }
      default -> {}
    }
  }

  private static void type(Obj profile, String why, FieldPath path, Errors out) {
    String type = profile.str("type");
    if (type.isEmpty()) {
      out.required(path.child("type"), why);
    } else {
      out.oneOf(profile, path, "type", PROFILES);
    }
  }
}
