package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Field;
import io.binnacle.linux.nft.Field.Numgen;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Statement;
import io.binnacle.linux.nft.Statement.DnatTo;
import io.binnacle.linux.nft.Statement.Vmap;
import io.binnacle.linux.nft.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A chain that sends a connection to one of `count` endpoints. Shared by all doors with that many endpoints: the numbers a
/// rule draws from must be constants, but the address it looks the drawn number up with is the packet's own.
///
/// @param kind what happens to the source address
/// @param count how many endpoints, at least 1; 0 only for [Kind#LOCAL]
/// @param sticky whether a client's last endpoint is asked first
record PickChain(Kind kind, int count, boolean sticky) {

  /// What happens to the source address on the way.
  enum Kind {
    /// To a cluster address: kept for Pods, masqueraded for others.
    CLUSTER,
    /// To an external address with traffic policy Cluster: masqueraded.
    EXTERNAL,
    /// To an external address with traffic policy Local: kept; Pods and this node take the other way, [#INSIDE].
    LOCAL,
    /// From a Pod or this node to an external address with traffic policy Local: as if it were Cluster.
    INSIDE,
    /// To a host port: kept, but a loopback source would not find its way back.
    HOST
  }

  /// The slots of [Kind#INSIDE] start here, behind those of the same door for outside.
  static final int INSIDE_OFFSET = 1 << 20;

  String name() {
    String base = kind.name().toLowerCase(Locale.ROOT) + "-" + count;
    return sticky ? base + "-sticky" : base;
  }

  Verdict verdict() {
    return new Verdict.Goto(name());
  }

  List<Rule> rules(Layout layout) {
    List<Rule> out = new ArrayList<>(source(layout));
    if (count > 0) {
      if (sticky) {
        out.add(dnat(layout, layout.clientKey(), layout.affinity.name()));
      }
      out.add(pick(layout, count));
      if (count > 1) {
        // The sets of one transaction turn over one after another for a packet under way: should
        // its slot just have
        // gone, the first one is there.
        out.add(pick(layout, 1));
      }
    }
    // Nothing found: better unanswered, and tried again by the client, than tracked as a connection
    // to nowhere.
    out.add(Rule.of(new Verdict.Drop()));
    return out;
  }

  private List<Rule> source(Layout layout) {
    if (layout.options.masqueradeAll() && kind != Kind.LOCAL) {
      return List.of(Rule.of(layout.mark()));
    }
    return switch (kind) {
      case CLUSTER -> layout.markUnlessFromPods();
      case EXTERNAL -> List.of(Rule.of(layout.mark()));
      case INSIDE -> List.of(Rule.of(Layout.FROM_HERE, layout.mark()));
      case HOST -> layout.markFromLoopback();
      case LOCAL -> {
        Vmap inside = new Vmap(layout.doorKey(), layout.shortCircuits.name());
        List<Rule> rules = new ArrayList<>();
        for (Statement fromPods : layout.fromPods()) {
          rules.add(Rule.of(fromPods, inside));
        }
        rules.add(Rule.of(Layout.FROM_HERE, inside));
        yield rules;
      }
    };
  }

  private Rule pick(Layout layout, int among) {
    List<Field> key = new ArrayList<>(layout.doorKey());
    key.add(new Numgen(among, kind == Kind.INSIDE ? INSIDE_OFFSET : 0));
    return dnat(layout, key, layout.endpoints.name());
  }

  private static Rule dnat(Layout layout, List<Field> key, String map) {
    return Rule.of(new DnatTo(layout.id.family(), key, map, true));
  }
}
