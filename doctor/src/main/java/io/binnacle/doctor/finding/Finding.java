package io.binnacle.doctor.finding;

import java.util.List;

/// What one check says of one subject.
public sealed interface Finding {
  /// Nothing is wrong, or the check does not apply.
  record Fine() implements Finding {}

  /// Something is wrong.
  ///
  /// @param severity how bad it is
  /// @param object what is to be changed
  /// @param field where in it, such as `spec.selector.app` or `spec.ports[0].targetPort`; empty for the object as a whole
  /// @param says one or two sentences for someone woken at night: *No Pod carries app=web; 3 Pods carry app=webb (web-1, web-2,
  ///     web-3).* Lists are cut
  /// @param because what was seen, at most a handful
  /// @param remedy what to do
  record Broken(
      Severity severity,
      ObjectRef object,
      String field,
      String says,
      List<Proof> because,
      Remedy remedy)
      implements Finding {
    public Broken {
      because = List.copyOf(because);
    }
  }

  /// The check could not look, which is never the same as fine.
  ///
  /// @param missing what could not be seen and why, naming verb and resource: *cannot list pods in namespace shop: forbidden*
  record Unknown(String missing) implements Finding {}

  /// Nothing is wrong.
  Finding FINE = new Fine();
}
