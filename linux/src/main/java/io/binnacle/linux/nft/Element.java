package io.binnacle.linux.nft;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One element of a set or map.
/// @param keyEnd the last key of a range, included; null for a single key. Only in sets with [NftSet.Flag#INTERVAL].
/// @param value [None] in a set, a [Verdict] in a verdict map, else a [Datum]
/// @param timeout how long it lives from when it was added; zero for ever (or for the set's own timeout)
/// @param expires how much of that is left; zero when not told (set by listing, ignored when adding)
/// @param comment shown by `nft list`; empty for none
public record Element(
    Datum key,
    @Nullable Datum keyEnd,
    Value value,
    Duration timeout,
    Duration expires,
    String comment) {

  public Element {
    Names.checkComment(comment);
  }

  /// What a key maps to.
  public sealed interface Value permits Datum, Verdict, None {}

  /// Nothing: the element of a plain set.
  public enum None implements Value {
    NONE
  }

  public static Element of(Datum key) {
    return new Element(key, null, None.NONE, Duration.ZERO, Duration.ZERO, "");
  }

  public static Element of(Datum key, Value value) {
    return new Element(key, null, value, Duration.ZERO, Duration.ZERO, "");
  }

  /// From `first` to `last`, both included.
  public static Element range(Datum first, Datum last) {
    return new Element(first, last, None.NONE, Duration.ZERO, Duration.ZERO, "");
  }

  public static Element range(Datum first, Datum last, Value value) {
    return new Element(first, last, value, Duration.ZERO, Duration.ZERO, "");
  }

  public Element withTimeout(Duration lifetime) {
    return new Element(key, keyEnd, value, lifetime, expires, comment);
  }

  public Element withComment(String text) {
    return new Element(key, keyEnd, value, timeout, expires, text);
  }
}
