package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Probes and life-cycle hooks: what is done, and how often.
final class ProbeRules {
  private static final List<String> NUMBERS =
      List.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");
  private static final List<String> PROBE_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final String GRACE = "terminationGracePeriodSeconds";

  private ProbeRules() {}

  /// @param kind `livenessProbe`, `readinessProbe` or `startupProbe`
  /// @param grace the Pod's grace period in seconds, null if it has none
  static void probe(Obj probe, String kind, @Nullable Long grace, FieldPath path, Errors out) {
    handler(probe, PROBE_HANDLERS, grace, path, out);
    for (String number : NUMBERS) {
      out.nonNegative(probe, path, number);
    }
    if (probe.get(GRACE) instanceof Int seconds && seconds.value() <= 0) {
      out.invalid(path.child(GRACE), seconds, "must be greater than 0");
    }
    if (kind.equals("readinessProbe")) {
      if (probe.get(GRACE) instanceof Int seconds) {
        out.invalid(path.child(GRACE), seconds, "must not be set for readinessProbes");
      }
    } else if (probe.integer("successThreshold", 0) != 1) {
      out.invalid(
          path.child("successThreshold"),
          Int.of(probe.integer("successThreshold", 0)),
          "must be 1");
    }
  }

  static void lifecycle(Obj lifecycle, @Nullable Long grace, FieldPath path, Errors out) {
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.get(hook) instanceof Obj handler) {
        handler(handler, HOOK_HANDLERS, grace, path.child(hook), out);
      }
    }
  }

  private static void handler(
      Obj holder, List<String> allowed, @Nullable Long grace, FieldPath path, Errors out) {
    int count = 0;
    for (String type : allowed) {
      if (!(holder.get(type) instanceof Obj action)) {
        continue;
      }
      FieldPath at = path.child(type);
      if (count++ > 0) {
        out.forbidden(at, "may not specify more than 1 handler type");
        continue;
      }
      switch (type) {
        case "exec" -> {
          if (action.arr("command").isEmpty()) {
            out.required(at.child("command"));
          }
        }
        case "httpGet" -> httpGet(action, at, out);
        case "sleep" -> sleep(action, grace, at, out);
        default -> AddressRules.portNumberOrName(action.get("port"), at.child("port"), out);
      }
    }
    if (count == 0) {
      out.required(path, "must specify a handler type");
    }
  }

  private static void httpGet(Obj action, FieldPath path, Errors out) {
    if (action.str("path").isEmpty()) {
      out.required(path.child("path"));
    }
    AddressRules.portNumberOrName(action.get("port"), path.child("port"), out);
    String scheme = action.str("scheme");
    if (!scheme.equals("HTTP") && !scheme.equals("HTTPS")) {
      out.notSupported(path.child("scheme"), scheme, List.of("HTTP", "HTTPS"));
    }
    for (Obj header : action.arr("httpHeaders").objects()) {
      String name = header.str("name");
      out.invalidEach(path.child("httpHeaders"), name, Names.isHttpHeaderName(name));
    }
  }

  private static void sleep(Obj action, @Nullable Long grace, FieldPath path, Errors out) {
    long seconds = action.integer("seconds", 0);
    if (grace != null && (seconds < 0 || seconds > grace)) {
      out.invalid(
          path,
          Int.of(seconds),
          "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")");
    }
  }
}
