package io.binnacle.proxy.trace;

import io.binnacle.linux.nft.Chain;
import io.binnacle.linux.nft.Chain.Hook;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Field;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.NftText;
import io.binnacle.linux.nft.PacketField;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Statement;
import io.binnacle.linux.nft.Verdict;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.rules.Data;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.rules.TableState.ChainState;
import io.binnacle.proxy.rules.TableState.SetState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One walk of one packet, with every random number decided by [Choices].
final class Walk {
  private static final int TOO_DEEP = 16;

  private final TableState table;
  private final Predicate<IpAddress> isLocal;
  private final Choices choices;
  private final Packet original;

  private final List<String> path = new ArrayList<>();
  private Packet packet;
  private int mark;
  private boolean translated;
  private boolean masqueraded;
  private boolean tracked = true;
  private Way.@Nullable End end;

  /// How a rule or a chain left the packet.
  private enum Step {
    /// On with the next rule, or back to the caller.
    ON,
    /// Back to the caller, from a `return` or the end of a chain that was gone to.
    BACK,
    /// Done with this base chain.
    ACCEPTED,
    /// Done for good.
    STOPPED
  }

  Walk(TableState table, Predicate<IpAddress> isLocal, Choices choices, Packet packet) {
    this.table = table;
    this.isLocal = isLocal;
    this.choices = choices;
    this.original = packet;
    this.packet = packet;
  }

  Way run() {
    Hook first = packet.isLocallySent() ? Hook.OUTPUT : Hook.PREROUTING;
    if (hook(first)) {
      boolean stays = !packet.isLocallySent() && isLocal.test(packet.destination());
      hook(stays ? Hook.INPUT : Hook.POSTROUTING);
    }
    Way.End outcome = end != null ? end : translated ? Way.End.TRANSLATED : Way.End.PASSED;
    return new Way(
        choices.probability(),
        outcome,
        packet.destination(),
        packet.port(),
        masqueraded,
        tracked,
        path);
  }

  /// @return whether the packet goes on
  private boolean hook(Hook hook) {
    List<ChainState> hooked =
        table.chains().values().stream()
            .filter(c -> c.chain().base() != null && c.chain().base().hook() == hook)
            .sorted(Comparator.comparingInt(Walk::priority))
            .toList();
    for (ChainState chain : hooked) {
      boolean nat = chain.chain().base() != null && chain.chain().base().type() == Chain.Type.NAT;
      if ((!nat || tracked) && chain(chain, 0) == Step.STOPPED) {
        return false;
      }
    }
    return true;
  }

  private static int priority(ChainState chain) {
    Chain.Base base = chain.chain().base();
    return base == null ? 0 : base.priority();
  }

  private Step chain(ChainState chain, int depth) {
    if (depth > TOO_DEEP) {
      throw new IllegalStateException("chains call each other more than " + TOO_DEEP + " deep");
    }
    for (Rule rule : chain.rules()) {
      Step step = rule(chain.chain().name(), rule, depth);
      if (step != Step.ON) {
        return step;
      }
    }
    return Step.ON;
  }

  private Step rule(String chain, Rule rule, int depth) {
    boolean noted = false;
    for (Statement statement : rule.statements()) {
      if (statement instanceof Statement.Test test) {
        if (!passes(test)) {
          return Step.ON;
        }
        continue;
      }
      Verdict verdict =
          switch (statement) {
            case Statement.Action action -> act(action);
            case Verdict direct -> direct;
            case Statement.Test _ -> throw new AssertionError("tests are done");
          };
      if (verdict == null) {
        return Step.ON;
      }
      if (!noted) {
        path.add(chain + ": " + NftText.render(table.id().family(), rule));
        noted = true;
      }
      Step step = follow(verdict, depth);
      if (step != Step.ON || !(verdict instanceof Verdict.Continue)) {
        return step;
      }
    }
    return Step.ON;
  }

  private Step follow(Verdict verdict, int depth) {
    return switch (verdict) {
      case Verdict.Accept _ -> Step.ACCEPTED;
      case Verdict.Drop _ -> {
        end = end == null ? Way.End.DROPPED : end;
        yield Step.STOPPED;
      }
      case Verdict.Return _ -> Step.BACK;
      case Verdict.Continue _ -> Step.ON;
      case Verdict.Jump(String target) -> {
        Step step = chain(table.chain(target), depth + 1);
        yield step == Step.BACK ? Step.ON : step;
      }
      case Verdict.Goto(String target) -> {
        Step step = chain(table.chain(target), depth + 1);
        yield step == Step.ON ? Step.BACK : step;
      }
    };
  }

  private boolean passes(Statement.Test test) {
    return switch (test) {
      case Statement.Compare(Field field, Statement.Op op, Datum value) ->
          value(field).equals(value) == (op == Statement.Op.EQ);
      case Statement.Masked(Field field, Datum mask, Statement.Op op, Datum value) ->
          Arrays.equals(and(value(field), mask), value.toBytes()) == (op == Statement.Op.EQ);
      case Statement.InPrefix(Field field, Statement.Op op, var network, int bits) -> {
        IpAddress address = IpAddress.ofBytes(value(field).toBytes());
        Cidr range = Cidr.around(IpAddress.ofBytes(network.getAddress()), bits);
        yield range.contains(address) == (op == Statement.Op.EQ);
      }
      case Statement.InRange(Field field, Statement.Op op, Datum first, Datum last) -> {
        Datum value = value(field);
        yield (first.compareTo(value) <= 0 && value.compareTo(last) <= 0)
            == (op == Statement.Op.EQ);
      }
      case Statement.InSet(List<Field> key, Statement.Op op, String set) ->
          (find(set, key) != null) == (op == Statement.Op.EQ);
      case Statement.CtStateIn(var states) ->
          states.contains(tracked ? Statement.CtState.NEW : Statement.CtState.UNTRACKED);
      case Statement.HasCtStatus(Statement.Op op, Statement.CtStatus status) ->
          (status == Statement.CtStatus.DNAT ? translated : masqueraded) == (op == Statement.Op.EQ);
      case Statement.CtDirectionIs(Statement.CtDirection direction) ->
          direction == Statement.CtDirection.ORIGINAL;
      case Statement.FibType(var side, Statement.Op op, Statement.AddrType type) -> {
        IpAddress address =
            side == Statement.FibType.Side.SADDR ? packet.source() : packet.destination();
        yield (type == addrType(address)) == (op == Statement.Op.EQ);
      }
    };
  }

  private Statement.AddrType addrType(IpAddress address) {
    if (isLocal.test(address) || address.isLoopback()) {
      return Statement.AddrType.LOCAL;
    }
    return address.isMulticast() ? Statement.AddrType.MULTICAST : Statement.AddrType.UNICAST;
  }

  /// @return where the packet goes on, null if the rule ends here without effect
  private @Nullable Verdict act(Statement.Action action) {
    return switch (action) {
      case Statement.Vmap(List<Field> key, String map) -> {
        Element found = find(map, key);
        yield found == null ? null : (Verdict) found.value();
      }
      case Statement.Counter _ -> new Verdict.Continue();
      case Statement.SetMark(Statement.SetMark.How how, int bits) -> {
        mark =
            switch (how) {
              case SET -> bits;
              case AND -> mark & bits;
              case OR -> mark | bits;
              case XOR -> mark ^ bits;
            };
        yield new Verdict.Continue();
      }
      case Statement.Notrack _ -> {
        tracked = false;
        yield new Verdict.Continue();
      }
      case Statement.Dnat(var address, var port) ->
          translate(IpAddress.ofBytes(address.getAddress()), port.orElse(packet.port()));
      case Statement.DnatTo(_, List<Field> key, String map, boolean withPort) -> {
        Element found = find(map, key);
        yield found == null ? null : translate((Datum) found.value(), withPort);
      }
      case Statement.Masquerade _ -> {
        masqueraded = true;
        yield new Verdict.Accept();
      }
      case Statement.Reject _ -> {
        end = Way.End.REJECTED;
        yield new Verdict.Drop();
      }
      case Statement.Dynset _ -> new Verdict.Continue();
    };
  }

  private Verdict translate(Datum to, boolean withPort) {
    byte[] octets = to.toBytes();
    int length = original.destination().family().bits() / 8;
    IpAddress address = IpAddress.ofBytes(Arrays.copyOf(octets, length));
    int port = withPort ? (octets[length] & 0xff) << 8 | octets[length + 1] & 0xff : packet.port();
    return translate(address, port);
  }

  private Verdict translate(IpAddress address, int port) {
    packet = packet.to(address, port);
    translated = true;
    return new Verdict.Accept();
  }

  private @Nullable Element find(String name, List<Field> key) {
    SetState set = table.set(name);
    Datum[] parts = key.stream().map(this::value).toArray(Datum[]::new);
    Datum whole = Datum.concat(parts);
    if (!set.set().flags().contains(NftSet.Flag.INTERVAL)) {
      return set.elements().get(whole);
    }
    return set.elements().values().stream()
        .filter(element -> covers(element, parts))
        .findFirst()
        .orElse(null);
  }

  /// Whether every part of the key lies in the element's range of that part.
  private static boolean covers(Element element, Datum[] parts) {
    byte[] from = element.key().toBytes();
    Datum end = element.keyEnd();
    byte[] to = end == null ? from : end.toBytes();
    int at = 0;
    for (Datum part : parts) {
      byte[] value = part.toBytes();
      int stop = at + value.length;
      if (Arrays.compareUnsigned(value, 0, value.length, from, at, stop) < 0
          || Arrays.compareUnsigned(value, 0, value.length, to, at, stop) > 0) {
        return false;
      }
      at += value.length + 3 & ~3;
    }
    return true;
  }

  private Datum value(Field field) {
    return switch (field) {
      case Field.Numgen(int modulus, int offset) -> Datum.integer(offset + choices.choose(modulus));
      case PacketField read -> value(read);
    };
  }

  private Datum value(PacketField field) {
    return switch (field) {
      case IP_SADDR, IP6_SADDR -> Datum.addr(Data.inet(packet.source()));
      case IP_DADDR, IP6_DADDR -> Datum.addr(Data.inet(packet.destination()));
      case IP_PROTOCOL, META_L4PROTO -> Datum.proto(packet.protocol().number());
      case TH_SPORT -> Datum.port(packet.sourcePort());
      case TH_DPORT -> Datum.port(packet.port());
      case META_NFPROTO -> Datum.proto(packet.source().isIpv4() ? 2 : 10);
      case META_MARK -> Datum.mark(mark);
      case META_IIFNAME -> Datum.ifname(packet.isLocallySent() ? "lo" : packet.from());
      case META_OIFNAME -> Datum.ifname("unknown");
      case CT_ORIGINAL_IP_SADDR, CT_ORIGINAL_IP6_SADDR -> Datum.addr(Data.inet(original.source()));
      case CT_ORIGINAL_IP_DADDR, CT_ORIGINAL_IP6_DADDR ->
          Datum.addr(Data.inet(original.destination()));
      case CT_ORIGINAL_PROTO_SRC -> Datum.port(original.sourcePort());
      case CT_ORIGINAL_PROTO_DST -> Datum.port(original.port());
    };
  }

  private static byte[] and(Datum value, Datum mask) {
    byte[] out = value.toBytes();
    byte[] bits = mask.toBytes();
    for (int i = 0; i < out.length; i++) {
      out[i] &= bits[i];
    }
    return out;
  }
}
