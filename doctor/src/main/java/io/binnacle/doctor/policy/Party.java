package io.binnacle.doctor.policy;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;

/// One end of a connection.
public sealed interface Party {
  /// Its addresses, as far as they are known.
  List<IpAddress> addresses();

  /// A Pod.
  record OfPod(PodView pod) implements Party {
    @Override
    public List<IpAddress> addresses() {
      List<IpAddress> out = new ArrayList<>();
      for (String text : pod.podIps()) {
        IpAddress address = IpAddress.parse(text);
        if (address != null) {
          out.add(address);
        }
      }
      return out;
    }

    @Override
    public String toString() {
      return "Pod " + pod.key();
    }
  }

  /// What is no Pod: a node, a machine outside.
  record OfAddress(IpAddress address) implements Party {
    @Override
    public List<IpAddress> addresses() {
      return List.of(address);
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }
}
