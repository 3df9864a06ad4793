package io.binnacle.server.service;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.allocate.AllocationException;
import io.binnacle.server.allocate.PortAllocator;
import io.binnacle.server.allocate.Reservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes and frees the node ports and health-check node ports of Services. Safe for many threads.
final class NodePorts {
  private final PortAllocator range;

  NodePorts(PortAllocator range) {
    this.range = range;
  }

  /// One write's dealings with the range. A dry run takes nothing, but knows what it would have taken.
  private final class Taking {
    private final Reservation reservation;
    private final boolean dryRun;
    private final Set<Integer> pretended = new HashSet<>();

    Taking(Reservation reservation, boolean dryRun) {
      this.reservation = reservation;
      this.dryRun = dryRun;
    }

    void take(int port) throws AllocationException {
      if (dryRun) {
        range.wouldTake(port);
        if (!pretended.add(port)) {
          throw new AllocationException("provided port is already allocated");
        }
      } else {
        range.take(port);
        reservation.taken(() -> range.release(port));
      }
    }

    int takeAny() throws AllocationException {
      if (dryRun) {
        int guess = range.guess();
        pretended.add(guess);
        return guess;
      }
      int port = range.takeAny();
      reservation.taken(() -> range.release(port));
      return port;
    }

    int any() {
      try {
        return takeAny();
      } catch (AllocationException e) {
        throw new ApiException(
            Status.internalError("failed to allocate a nodePort: " + e.reason()), e);
      }
    }

    void certain(ServiceDraft service, int index, int port) {
      try {
        take(port);
      } catch (AllocationException e) {
        throw service.invalid(
            List.of(
                FieldError.invalid(
                    FieldPath.of("spec", "ports").index(index).child("nodePort"),
                    Int.of(port),
                    e.reason())));
      }
    }

    void releaseOnCommit(int port) {
      reservation.releaseOnCommit(() -> range.release(port));
    }
  }

  /// Takes the ports a new Service needs. Ports with the same number (53 for TCP and UDP) share a node port.
  ///
  /// @throws ApiException 422 if a port asked for cannot be had, 500 if the range is full or for a health-check port
  void takeAll(ServiceDraft service, Reservation reservation, boolean dryRun) {
    Taking taking = new Taking(reservation, dryRun);
    if (service.needsNodePorts()) {
      shared(service, taking);
    }
    if (service.needsHealthCheckNodePort()) {
      healthCheck(service, taking);
    }
  }

  private static void shared(ServiceDraft service, Taking taking) {
    Map<Long, Integer> byPort = new HashMap<>();
    for (int i = 0; i < service.ports.size(); i++) {
      int own = service.nodePort(i);
      if (own == 0 && !service.allocatesNodePorts()) {
        continue;
      }
      long port = service.ports.get(i).integer("port", 0);
      Integer known = byPort.get(port);
      if (known == null) {
        int asked = firstAsked(service.ports, port);
        if (asked != 0) {
          taking.certain(service, i, asked);
        }
        int got = asked != 0 ? asked : taking.any();
        service.nodePort(i, got);
        byPort.put(port, got);
      } else if (own == 0) {
        service.nodePort(i, known);
      } else if (own != known) {
        taking.certain(service, i, own);
      }
    }
  }

  private static int firstAsked(List<Obj> ports, long port) {
    for (Obj each : ports) {
      if (each.integer("port", 0) == port && each.integer("nodePort", 0) != 0) {
        return (int) each.integer("nodePort", 0);
      }
    }
    return 0;
  }

  /// Takes and plans to free what leads from `old` to `next`.
  ///
  /// @throws ApiException as [#takeAll]
  void update(ServiceDraft next, ServiceDraft old, Reservation reservation, boolean dryRun) {
    Taking taking = new Taking(reservation, dryRun);
    if (next.needsNodePorts()) {
      replace(next, old, taking);
    } else if (old.needsNodePorts()) {
      Set.copyOf(old.heldNodePorts()).forEach(taking::releaseOnCommit);
    }
    boolean needed = old.needsHealthCheckNodePort();
    boolean needs = next.needsHealthCheckNodePort();
    if (needs && !needed) {
      healthCheck(next, taking);
    } else if (needed && !needs) {
      taking.releaseOnCommit((int) old.healthCheckNodePort);
    }
  }

  private static void replace(ServiceDraft next, ServiceDraft old, Taking taking) {
    List<Integer> before = old.heldNodePorts();
    Set<Integer> taken = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < next.ports.size(); i++) {
      int own = next.nodePort(i);
      if (own == 0) {
        if (!next.allocatesNodePorts()) {
          continue;
        }
        own = taking.any();
        next.nodePort(i, own);
      } else if (!before.contains(own) && taken.add(own)) {
        taking.certain(next, i, own);
      }
      String protocol = next.ports.get(i).str("protocol");
      if (!seen.add(protocol + "/" + own)) {
        throw new ApiException(
            new Status(500, "", "duplicate nodePort: {" + protocol + " " + own + "}", Obj.EMPTY));
      }
    }
    Set<Integer> dropped = new HashSet<>(before);
    next.nodePorts().forEach(dropped::remove);
    dropped.forEach(taking::releaseOnCommit);
  }

  private static void healthCheck(ServiceDraft service, Taking taking) {
    int asked = (int) service.healthCheckNodePort;
    try {
      if (asked == 0) {
        service.healthCheckNodePort = taking.takeAny();
      } else {
        taking.take(asked);
      }
    } catch (AllocationException e) {
      String what =
          asked == 0
              ? "failed to allocate a HealthCheck NodePort 0: "
              : "failed to allocate requested HealthCheck NodePort " + asked + ": ";
      throw new ApiException(Status.internalError(what + e.reason()), e);
    }
  }

  /// Frees the ports of a Service that is gone.
  void release(ServiceDraft gone) {
    held(gone).forEach(range::release);
  }

  /// Takes the ports of a stored Service again, after a restart.
  ///
  /// @return one text for each that is out of range or taken already
  List<String> adopt(ServiceDraft stored) {
    List<String> problems = new ArrayList<>();
    for (int port : held(stored)) {
      try {
        range.take(port);
      } catch (AllocationException e) {
        problems.add("node port " + port + ": " + e.reason());
      }
    }
    return problems;
  }

  /// Whether `port` is taken.
  boolean isTaken(int port) {
    return range.isTaken(port);
  }

  /// How many ports are taken.
  long taken() {
    return range.taken();
  }

  private static Set<Integer> held(ServiceDraft service) {
    Set<Integer> held = new HashSet<>(service.heldNodePorts());
    if (service.needsHealthCheckNodePort() && service.healthCheckNodePort != 0) {
      held.add((int) service.healthCheckNodePort);
    }
    return held;
  }
}
