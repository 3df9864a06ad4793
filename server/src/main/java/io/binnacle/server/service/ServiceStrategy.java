package io.binnacle.server.service;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.allocate.PortAllocator;
import io.binnacle.server.allocate.Reservation;
import io.binnacle.server.kind.FieldLabels;
import io.binnacle.server.kind.Strategy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Service: completes what the client left out, takes addresses and ports before validation and frees them after the
/// write, wipes what a change of type leaves behind. Safe for many threads.
public final class ServiceStrategy implements Strategy {
  private static final Logger LOG = System.getLogger(ServiceStrategy.class.getName());
  private static final FieldLabels LABELS = FieldLabels.of("spec.clusterIP", "spec.type");

  private final ServiceAllocator addresses;
  private final NodePorts nodePorts;
  private final IpFamilies families;

  /// Nothing is taken yet; see [#adopt].
  ///
  /// @param blocks where cluster addresses come from: one block, or one of each family, the primary first
  /// @param ports where node ports come from
  /// @param random where automatic picks start
  public ServiceStrategy(List<Cidr> blocks, PortAllocator ports, RandomGenerator random) {
    this.addresses = new ServiceAllocator(blocks, random);
    this.nodePorts = new NodePorts(ports);
    this.families = new IpFamilies(addresses.families());
  }

  /// Takes the addresses and ports of a stored Service, when the server starts. What cannot be taken is reported in the
  /// log: the Service keeps working, and keeps it.
  public void adopt(Obj stored) {
    ServiceDraft draft = new ServiceDraft(onRead(stored));
    List<String> problems = new ArrayList<>(addresses.adopt(draft));
    problems.addAll(nodePorts.adopt(draft));
    for (String problem : problems) {
      LOG.log(Level.WARNING, "Service {0}: {1}", ObjectKey.of(stored), problem);
    }
  }

  /// Whether `address` is taken.
  public boolean isTaken(IpAddress address) {
    return addresses.isTaken(address);
  }

  /// Whether the node port is taken.
  public boolean isTaken(int nodePort) {
    return nodePorts.isTaken(nodePort);
  }

  /// How many cluster addresses are taken.
  public long addressesTaken() {
    return addresses.taken();
  }

  /// How many node ports are taken, those of health checks included.
  public long nodePortsTaken() {
    return nodePorts.taken();
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.CREATE_ON_UPDATE, Trait.RETURNS_DELETED);
  }

  @Override
  public Begun beginCreate(Obj object, boolean dryRun) {
    ServiceDraft draft = new ServiceDraft(withoutEmptySelector(object));
    CarryOver.syncNew(draft);
    return settled(draft, null, dryRun);
  }

  @Override
  public Begun beginUpdate(Obj next, Obj old, boolean dryRun) {
    ServiceDraft draft = new ServiceDraft(withoutEmptySelector(next));
    ServiceDraft before = new ServiceDraft(old);
    CarryOver.allocated(draft, before);
    CarryOver.sync(draft, before);
    return settled(draft, before, dryRun);
  }

  private Begun settled(ServiceDraft draft, @Nullable ServiceDraft before, boolean dryRun) {
    families.settle(draft, before);
    Reservation reservation = new Reservation();
    try {
      if (before == null) {
        addresses.takeAll(draft, reservation, dryRun);
        nodePorts.takeAll(draft, reservation, dryRun);
      } else {
        addresses.update(draft, before, reservation, dryRun);
        nodePorts.update(draft, before, reservation, dryRun);
      }
      return new Begun(draft.build(), reservation);
    } catch (ApiException e) {
      reservation.close();
      throw e;
    }
  }

  @Override
  public Obj prepareCreate(Obj object) {
    return object.with("status", Obj.of("loadBalancer", Obj.EMPTY));
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    return TypeChange.wiped(next.withOrWithout("status", old.get("status")), old);
  }

  @Override
  public void afterDelete(Obj last) {
    ServiceDraft gone = new ServiceDraft(onRead(last));
    addresses.release(gone);
    nodePorts.release(gone);
  }

  @Override
  public Obj onRead(Obj object) {
    return ReadDefaults.complete(object, families.primary());
  }

  @Override
  public FieldLabels fieldLabels() {
    return LABELS;
  }

  /// Upstream loses `{}` on its way through storage, and no selector is what it then means.
  private static Obj withoutEmptySelector(Obj service) {
    return service.obj("spec").get("selector") instanceof Obj o && o.isEmpty()
        ? service.change("spec", spec -> spec.without("selector"))
        : service;
  }
}
