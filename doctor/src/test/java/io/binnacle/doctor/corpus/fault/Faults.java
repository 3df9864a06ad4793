package io.binnacle.doctor.corpus.fault;

import java.util.List;
import java.util.stream.Stream;

/// Every class of faults.
public final class Faults {
  private Faults() {}

  public static List<Fault> all() {
    return Stream.of(
            SelectorFaults.all(),
            PodFaults.all(),
            ReadinessFaults.all(),
            PortFaults.all(),
            NameFaults.all(),
            ClientFaults.all(),
            ExternalNameFaults.all(),
            SliceFaults.all(),
            PolicyFaults.all(),
            TrafficFaults.all(),
            AddressFaults.all(),
            ClusterFaults.all())
        .flatMap(List::stream)
        .toList();
  }
}
