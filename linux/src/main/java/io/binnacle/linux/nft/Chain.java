package io.binnacle.linux.nft;

import org.jspecify.annotations.Nullable;

/// A chain to add: a regular one that others jump to, or a base chain hooked into the packet path.
/// @param base null for a regular chain
public record Chain(TableId table, String name, @Nullable Base base, String comment) {

  /// What a base chain is for; fixes which statements it may hold.
  public enum Type {
    FILTER("filter"),
    NAT("nat"),
    ROUTE("route");

    final String text;

    Type(String text) {
      this.text = text;
    }
  }

  /// Where in the packet path (`NF_INET_*`).
  public enum Hook {
    PREROUTING(0, "prerouting"),
    INPUT(1, "input"),
    FORWARD(2, "forward"),
    OUTPUT(3, "output"),
    POSTROUTING(4, "postrouting");

    final int number;
    final String text;

    Hook(int number, String text) {
      this.number = number;
      this.text = text;
    }
  }

  /// What happens to a packet that falls off the end of a base chain.
  public enum Policy {
    DROP,
    ACCEPT
  }

  /// @param priority lower runs first; see [Priority]
  public record Base(Type type, Hook hook, int priority, Policy policy) {}

  /// The customary priorities of the `ip`, `ip6` and `inet` families.
  public static final class Priority {
    public static final int RAW = -300,
        MANGLE = -150,
        DSTNAT = -100,
        FILTER = 0,
        SECURITY = 50,
        SRCNAT = 100;

    private Priority() {}
  }

  public Chain {
    Names.check("chain", name);
    Names.checkComment(comment);
  }

  public static Chain regular(TableId table, String name) {
    return new Chain(table, name, null, "");
  }

  /// A base chain with policy accept.
  public static Chain base(TableId table, String name, Type type, Hook hook, int priority) {
    return new Chain(table, name, new Base(type, hook, priority, Policy.ACCEPT), "");
  }

  public Chain withComment(String text) {
    return new Chain(table, name, base, text);
  }
}
