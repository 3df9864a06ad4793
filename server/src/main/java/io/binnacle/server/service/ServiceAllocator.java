package io.binnacle.server.service;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Arr;
import io.binnacle.server.allocate.AllocationException;
import io.binnacle.server.allocate.ClusterIpAllocator;
import io.binnacle.server.allocate.Reservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Takes and frees the cluster addresses of Services. Safe for many threads.
final class ServiceAllocator {
  private static final FieldPath CLUSTER_IPS = FieldPath.of("spec", "clusterIPs");

  private final Map<String, ClusterIpAllocator> byFamily = new LinkedHashMap<>();

  /// @param blocks one block, or one of each family, the primary first
  ServiceAllocator(List<Cidr> blocks, RandomGenerator random) {
    for (Cidr block : blocks) {
      byFamily.put(block.family().name(), new ClusterIpAllocator(block, random));
    }
  }

  /// The families of the cluster, the primary first.
  List<String> families() {
    return List.copyOf(byFamily.keySet());
  }

  /// Takes an address for every family of a Service that has none yet: those asked for, else any.
  ///
  /// @throws ApiException 422 if an address asked for cannot be had, 500 if a range is full
  void takeAll(ServiceDraft service, Reservation reservation, boolean dryRun) {
    if (service.isExternalName()
        || !service.clusterIps.isEmpty() && service.clusterIps.getFirst().equals("None")) {
      return;
    }
    for (int i = 0; i < service.families.size(); i++) {
      takeOne(service, i, reservation, dryRun);
    }
  }

  /// Takes and plans to free what leads from `old` to `next`, whose families are settled.
  ///
  /// @throws ApiException as [#takeAll]
  void update(ServiceDraft next, ServiceDraft old, Reservation reservation, boolean dryRun) {
    if (IpFamilies.isLeftAlone(next, old)) {
      return;
    }
    if (old.isExternalName()) {
      takeAll(next, reservation, dryRun);
    } else if (next.isExternalName()) {
      held(old).forEach(ip -> releaseOnCommit(ip, reservation));
    } else if (old.isHeadless() || next.isHeadless()) {
      return; // becoming headless, or ceasing to be, is refused by validation
    } else if (old.families.size() == 1 && next.families.size() == 2) {
      takeOne(next, 1, reservation, dryRun);
    } else if (old.clusterIps.size() == 2 && next.families.size() == 1) {
      releaseOnCommit(old.clusterIps.get(1), reservation);
    }
  }

  /// Frees the addresses of a Service that is gone.
  void release(ServiceDraft gone) {
    held(gone).forEach(this::release);
  }

  /// Takes the addresses of a stored Service again, after a restart.
  ///
  /// @return one text for each that is out of range or taken already
  List<String> adopt(ServiceDraft stored) {
    List<String> problems = new ArrayList<>();
    for (String text : held(stored)) {
      IpAddress address = IpAddress.parse(text);
      ClusterIpAllocator range = address == null ? null : byFamily.get(address.family().name());
      if (address == null || range == null) {
        problems.add("cluster IP " + text + ": its family is not configured on this cluster");
        continue;
      }
      try {
        range.take(address);
      } catch (AllocationException e) {
        problems.add("cluster IP " + text + ": " + e.reason());
      }
    }
    return problems;
  }

  /// Whether `address` is taken.
  boolean isTaken(IpAddress address) {
    ClusterIpAllocator range = byFamily.get(address.family().name());
    return range != null && range.isTaken(address);
  }

  /// How many addresses are taken in all ranges.
  long taken() {
    return byFamily.values().stream().mapToLong(ClusterIpAllocator::taken).sum();
  }

  private void takeOne(ServiceDraft service, int index, Reservation reservation, boolean dryRun) {
    while (service.clusterIps.size() <= index) {
      service.clusterIps.add("");
    }
    String family = service.families.get(index);
    ClusterIpAllocator range = byFamily.get(family);
    if (range == null) {
      throw new IllegalStateException("family " + family + " was checked against the cluster");
    }
    String asked = service.clusterIps.get(index);
    String got =
        asked.isEmpty()
            ? any(range, reservation, dryRun)
            : certain(service, range, asked, reservation, dryRun);
    service.clusterIps.set(index, got);
    if (index == 0) {
      service.clusterIp = got;
    }
  }

  private static String any(ClusterIpAllocator range, Reservation reservation, boolean dryRun) {
    if (dryRun) {
      return range.block().base().toString();
    }
    try {
      IpAddress address = range.takeAny();
      reservation.taken(() -> range.release(address));
      return address.toString();
    } catch (AllocationException e) {
      throw new ApiException(
          Status.internalError("failed to allocate a serviceIP: " + e.reason()), e);
    }
  }

  private static String certain(
      ServiceDraft service,
      ClusterIpAllocator range,
      String asked,
      Reservation reservation,
      boolean dryRun) {
    IpAddress address = IpAddress.of(asked);
    try {
      if (dryRun) {
        range.check(address);
      } else {
        range.take(address);
        reservation.taken(() -> range.release(address));
      }
      return asked;
    } catch (AllocationException e) {
      throw service.invalid(
          List.of(
              FieldError.invalid(
                  CLUSTER_IPS,
                  Arr.strings(service.clusterIps),
                  "failed to allocate IP " + asked + ": " + e.reason())));
    }
  }

  /// The addresses a stored Service holds.
  private static List<String> held(ServiceDraft stored) {
    return stored.isExternalName() || stored.isHeadless() ? List.of() : stored.clusterIps;
  }

  private void releaseOnCommit(String ip, Reservation reservation) {
    reservation.releaseOnCommit(() -> release(ip));
  }

  private void release(String ip) {
    IpAddress address = IpAddress.parse(ip);
    ClusterIpAllocator range = address == null ? null : byFamily.get(address.family().name());
    if (address != null && range != null) {
      range.release(address);
    }
  }
}
