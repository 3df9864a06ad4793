package io.binnacle.linux.nft;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// One step of a rule: a test that ends the rule when it fails, or an action. A closed set; text, bytes and any tracer
/// switch over it without a default.
public sealed interface Statement permits Statement.Test, Statement.Action, Verdict {

  /// Goes on when true, ends the rule when false.
  sealed interface Test extends Statement {}

  /// Does something, and goes on unless said otherwise.
  sealed interface Action extends Statement {}

  /// `==` or `!=`.
  enum Op {
    EQ,
    NEQ
  }

  /// `field == value`.
  record Compare(Field field, Op op, Datum value) implements Test {
    public Compare {
      lengthOf(field, value);
    }
  }

  /// `field & mask == value`.
  record Masked(Field field, Datum mask, Op op, Datum value) implements Test {
    public Masked {
      lengthOf(field, mask);
      lengthOf(field, value);
    }
  }

  /// An address inside a prefix, as `ip saddr 10.0.0.0/8`.
  /// @param bits 1..32 or 1..128; bits of `network` beyond it must be zero
  record InPrefix(Field field, Op op, InetAddress network, int bits) implements Test {
    public InPrefix {
      byte[] octets = network.getAddress();
      lengthOf(field, Datum.addr(network));
      if (bits < 1 || bits > octets.length * 8) {
        throw new IllegalArgumentException(
            "prefix length " + bits + ": want 1.." + octets.length * 8);
      }
      for (int bit = bits; bit < octets.length * 8; bit++) {
        if ((octets[bit / 8] & 0x80 >> bit % 8) != 0) {
          throw new IllegalArgumentException(
              network.getHostAddress() + "/" + bits + ": address has bits beyond its prefix");
        }
      }
    }
  }

  /// From `first` to `last`, both included, as `th dport 30000-32767`. For fields in network order.
  record InRange(Field field, Op op, Datum first, Datum last) implements Test {
    public InRange {
      lengthOf(field, first);
      lengthOf(field, last);
      if (field.type().hostOrder())
        throw new IllegalArgumentException("range over " + field + ": not in network order");
      if (first.compareTo(last) > 0)
        throw new IllegalArgumentException("range " + first + "-" + last + " is empty");
    }
  }

  /// Whether the key is (or with NEQ: is not) in a named set.
  record InSet(List<Field> key, Op op, String set) implements Test {
    public InSet {
      key = keyOf(key);
      Names.check("set", set);
    }
  }

  /// States a connection can be in (`ct state`), with their bits.
  enum CtState {
    INVALID(1),
    ESTABLISHED(2),
    RELATED(4),
    NEW(8),
    UNTRACKED(64);

    final int bit;

    CtState(int bit) {
      this.bit = bit;
    }
  }

  /// The connection is in one of these states.
  record CtStateIn(Set<CtState> states) implements Test {
    public CtStateIn {
      if (states.isEmpty()) throw new IllegalArgumentException("ct state: want at least one state");
      states = Set.copyOf(EnumSet.copyOf(states));
    }

    public static CtStateIn of(CtState first, CtState... more) {
      return new CtStateIn(EnumSet.of(first, more));
    }
  }

  /// Marks a connection carries (`ct status`), with their bits.
  enum CtStatus {
    /// Its source was translated.
    SNAT(16),
    /// Its destination was translated.
    DNAT(32);

    final int bit;

    CtStatus(int bit) {
      this.bit = bit;
    }
  }

  /// The connection carries (or with NEQ: does not carry) this mark: `ct status dnat`.
  record HasCtStatus(Op op, CtStatus status) implements Test {}

  /// Which way a packet of a connection goes: `ct direction original`.
  enum CtDirection {
    ORIGINAL(0),
    REPLY(1);

    final int number;

    CtDirection(int number) {
      this.number = number;
    }
  }

  record CtDirectionIs(CtDirection direction) implements Test {}

  /// What kind of address the routing tables say it is.
  enum AddrType {
    UNICAST(1),
    LOCAL(2),
    BROADCAST(3),
    MULTICAST(5);

    final int number;

    AddrType(int number) {
      this.number = number;
    }
  }

  /// `fib daddr type local`, or of the source.
  record FibType(Side side, Op op, AddrType type) implements Test {
    public enum Side {
      SADDR,
      DADDR
    }
  }

  /// Goes where a named verdict map says; ends the rule when the key is not in it.
  record Vmap(List<Field> key, String map) implements Action {
    public Vmap {
      key = keyOf(key);
      Names.check("map", map);
    }
  }

  /// Counts packets and bytes.
  record Counter() implements Action {}

  /// Changes the packet mark.
  record SetMark(SetMark.How how, int bits) implements Action {
    public enum How {
      SET,
      AND,
      OR,
      XOR
    }
  }

  /// Leaves the packet out of connection tracking; only in chains before it (priority raw).
  record Notrack() implements Action {}

  /// Translates the destination, and ends with accept.
  /// @param port empty leaves the port alone
  record Dnat(InetAddress address, OptionalInt port) implements Action {
    public static Dnat to(InetAddress address, int port) {
      return new Dnat(address, OptionalInt.of(port));
    }
  }

  /// Translates the destination to what a named map says: an address, or address and port. Ends the rule when the key is not
  /// in the map, else ends with accept.
  /// @param family IP or IP6: what the map's addresses are
  /// @param withPort whether the map's data is `addr . port` or an address alone
  ///     nft(8), though not the kernel, then wants `meta l4proto` in the key or tested before
  record DnatTo(Family family, List<Field> key, String map, boolean withPort) implements Action {
    public DnatTo {
      key = keyOf(key);
      Names.check("map", map);
      if (family == Family.INET)
        throw new IllegalArgumentException("dnat through a map: want family ip or ip6");
    }
  }

  /// Gives the packet the source address of the interface it leaves by, and ends with accept.
  /// @param fullyRandom picks the port at random (`fully-random`)
  record Masquerade(boolean fullyRandom) implements Action {}

  /// Refuses the packet with an answer.
  record Reject(With with) implements Action {
    public enum With {
      /// Only after a test that `meta l4proto` is TCP.
      TCP_RESET,
      /// ICMP or ICMPv6, after the family of the table.
      PORT_UNREACHABLE,
      ADMIN_PROHIBITED
    }
  }

  /// Writes an element into a named set or map from the packet.
  /// @param data empty for a set; else what the key shall map to
  /// @param timeout zero for the set's own
  record Dynset(Dynset.How how, String set, List<Field> key, Duration timeout, List<Field> data)
      implements Action {
    public enum How {
      /// Leaves an element that is there as it is.
      ADD(0),
      /// Starts its timeout again; the data of one that is there stays.
      UPDATE(1),
      DELETE(2);

      final int number;

      How(int number) {
        this.number = number;
      }
    }

    public Dynset {
      key = keyOf(key);
      data = List.copyOf(data);
      Names.check("set", set);
      if (timeout.isNegative())
        throw new IllegalArgumentException("timeout " + timeout + " is negative");
    }
  }

  private static List<Field> keyOf(List<Field> key) {
    if (key.isEmpty()) throw new IllegalArgumentException("key: want at least one field");
    return List.copyOf(key);
  }

  private static void lengthOf(Field field, Datum value) {
    if (value.length() != field.type().length) {
      throw new IllegalArgumentException(
          field
              + ": value "
              + value
              + " has "
              + value.length()
              + " octets, want "
              + field.type().length);
    }
  }
}
