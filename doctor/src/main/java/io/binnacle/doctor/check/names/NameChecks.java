package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class NameChecks {
  public static final List<Check> ALL =
      List.of(
          new GoverningServiceMissing(),
          new GoverningServiceMismatch(),
          new HeadlessExpected(),
          new AddressExpected(),
          new SubdomainMismatch(),
          new DnsPolicy(),
          new DnsSearch(),
          new NamedServiceMissing(),
          new IngressPortMissing(),
          new IngressWorkloadUnserved(),
          new IngressServiceMissing());

  private NameChecks() {}
}
