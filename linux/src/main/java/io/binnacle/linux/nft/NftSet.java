package io.binnacle.linux.nft;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A named set or map to add. Adding one that exists with the same definition changes nothing.
/// @param key the parts of its key, in order
/// @param holds what a key leads to
/// @param size the most elements it may hold; 0 for no limit (the kernel then uses a growing hash table). Sets that rules
///     write to need one; the kernel assumes 65,535.
/// @param timeout the life of an element that names none; zero for ever
/// @param comment shown by `nft list`; empty for none
public record NftSet(
    TableId table,
    String name,
    List<FieldType> key,
    Holds holds,
    Set<Flag> flags,
    int size,
    Duration timeout,
    String comment) {

  /// What a key leads to.
  public sealed interface Holds {
    /// A plain set.
    record Nothing() implements Holds {}

    /// A verdict map, for [Statement.Vmap].
    record Verdicts() implements Holds {}

    /// A map, as for [Statement.DnatTo] (address, or address and port).
    record Data(List<FieldType> types) implements Holds {
      public Data {
        types = List.copyOf(types);
        if (types.isEmpty()) throw new IllegalArgumentException("map data: want at least one type");
      }
    }
  }

  /// `NFT_SET_*`.
  public enum Flag {
    CONSTANT(0x2, "constant"),
    /// Keys may be ranges or prefixes.
    INTERVAL(0x4, "interval"),
    /// Elements may have timeouts.
    TIMEOUT(0x10, "timeout"),
    /// Rules may add elements ([Statement.Dynset]).
    DYNAMIC(0x20, "dynamic");

    final int bit;
    final String text;

    Flag(int bit, String text) {
      this.bit = bit;
      this.text = text;
    }
  }

  public NftSet {
    Names.check("set", name);
    Names.checkComment(comment);
    key = List.copyOf(key);
    flags = flags.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(flags));
    if (key.isEmpty())
      throw new IllegalArgumentException("set " + name + ": want at least one key type");
    if (length(key) > 64)
      throw new IllegalArgumentException("set " + name + ": key " + key + " exceeds 64 octets");
    if (size < 0)
      throw new IllegalArgumentException("set " + name + ": size " + size + " is negative");
  }

  public static NftSet set(TableId table, String name, FieldType... key) {
    return of(table, name, List.of(key), new Holds.Nothing());
  }

  public static NftSet verdictMap(TableId table, String name, FieldType... key) {
    return of(table, name, List.of(key), new Holds.Verdicts());
  }

  public static NftSet map(TableId table, String name, List<FieldType> key, List<FieldType> data) {
    return of(table, name, key, new Holds.Data(data));
  }

  public NftSet with(Flag... more) {
    EnumSet<Flag> all = EnumSet.noneOf(Flag.class);
    all.addAll(flags);
    all.addAll(List.of(more));
    return new NftSet(table, name, key, holds, all, size, timeout, comment);
  }

  public NftSet withSize(int most) {
    return new NftSet(table, name, key, holds, flags, most, timeout, comment);
  }

  public NftSet withTimeout(Duration lifetime) {
    return new NftSet(table, name, key, holds, flags, size, lifetime, comment);
  }

  public NftSet withComment(String text) {
    return new NftSet(table, name, key, holds, flags, size, timeout, text);
  }

  public boolean isMap() {
    return !(holds instanceof Holds.Nothing);
  }

  /// Octets of a value of these types: natural for one, padded for several.
  static int length(List<FieldType> types) {
    return types.size() == 1
        ? types.getFirst().length
        : types.stream().mapToInt(FieldType::padded).sum();
  }

  private static NftSet of(TableId table, String name, List<FieldType> key, Holds holds) {
    return new NftSet(table, name, key, holds, Set.of(), 0, Duration.ZERO, "");
  }
}
