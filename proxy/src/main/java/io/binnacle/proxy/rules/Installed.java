package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Verdict;
import io.binnacle.model.meta.Cidr;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Fate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the table says about one door: the elements it has in each map.
///
/// @param comment who it belongs to
/// @param fate what happens to a source that is admitted
/// @param admitted who is; empty for everybody
/// @param slots the endpoints, for outside if there is an inside
/// @param insideFate for Pods and this node, null if they are like everybody
/// @param insideSlots their endpoints
/// @param stickySeconds how long clients are remembered, 0 for not
/// @param chains the chains `fate` and `insideFate` need
record Installed(
    String comment,
    Verdict fate,
    List<Cidr> admitted,
    List<Datum> slots,
    @Nullable Verdict insideFate,
    List<Datum> insideSlots,
    int stickySeconds,
    List<PickChain> chains) {

  /// No door: what a door is compared with before it is made and after it is gone.
  static final Installed NOTHING =
      new Installed(
          "", new Verdict.Continue(), List.of(), List.of(), null, List.of(), 0, List.of());

  /// What `claim` needs, with endpoints numbered as near to `before` as can be.
  static Installed of(Claim claim, Installed before) {
    return switch (claim.door().fate()) {
      case Fate.Forward forward -> {
        List<Datum> slots = Slots.next(before.slots, data(forward));
        PickChain pick = pick(claim, kind(claim.door().kind()), slots.size());
        yield one(claim, pick.verdict(), slots, List.of(pick));
      }
      case Fate.Reject _ -> one(claim, new Verdict.Goto(Layout.REJECT), List.of(), List.of());
      case Fate.Drop _ -> one(claim, new Verdict.Drop(), List.of(), List.of());
      case Fate.ByOrigin split -> byOrigin(claim, split, before);
    };
  }

  private static Installed byOrigin(Claim claim, Fate.ByOrigin split, Installed before) {
    List<Datum> slots =
        split.outside() instanceof Fate.Forward forward
            ? Slots.next(before.slots, data(forward))
            : List.of();
    List<Datum> inside = Slots.next(before.insideSlots, data(split.inside()));
    PickChain outer = pick(claim, PickChain.Kind.LOCAL, slots.size());
    PickChain inner = pick(claim, PickChain.Kind.INSIDE, inside.size());
    return new Installed(
        claim.comment(),
        outer.verdict(),
        claim.door().admitted(),
        slots,
        inner.verdict(),
        inside,
        claim.port().affinitySeconds(),
        List.of(outer, inner));
  }

  private static Installed one(
      Claim claim, Verdict fate, List<Datum> slots, List<PickChain> chains) {
    int sticky = chains.isEmpty() ? 0 : claim.port().affinitySeconds();
    return new Installed(
        claim.comment(), fate, claim.door().admitted(), slots, null, List.of(), sticky, chains);
  }

  private static PickChain pick(Claim claim, PickChain.Kind kind, int count) {
    return new PickChain(kind, count, count > 0 && claim.port().affinitySeconds() > 0);
  }

  private static PickChain.Kind kind(Door.Kind kind) {
    return switch (kind) {
      case CLUSTER_IP -> PickChain.Kind.CLUSTER;
      case EXTERNAL_IP, LOAD_BALANCER, NODE_PORT -> PickChain.Kind.EXTERNAL;
      case HOST_PORT -> PickChain.Kind.HOST;
    };
  }

  private static List<Datum> data(Fate.Forward forward) {
    List<Datum> out = new ArrayList<>(forward.backends().size());
    for (Backend backend : forward.backends()) {
      out.add(Data.backend(backend));
    }
    return out;
  }

  boolean isFiltered() {
    return !admitted.isEmpty();
  }

  /// Whether a remembered client may still be sent to `endpoint`.
  boolean leadsTo(Datum endpoint) {
    return slots.contains(endpoint) || insideSlots.contains(endpoint);
  }
}
