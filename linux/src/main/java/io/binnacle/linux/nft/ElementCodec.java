package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.MessageWriter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Elements as the kernel writes and reads them.
///
/// Of a concatenation, a range is one element with a last key. Of a single key, a range is two elements: its first key, and
/// behind it the key after its last with the flag INTERVAL_END; the latter is left out when there is no key after it.
final class ElementCodec {

  /// Marks a range that reaches to the end of all keys, for nft(8).
  private static final byte[] OPEN_END = {1, 4, 1, 0, 0, 0};

  /// `NFTNL_UDATA_SET_ELEM_COMMENT`.
  private static final int COMMENT = 0;

  /// @param adding whether values and timeouts count; to delete, the key is enough
  static void write(MessageWriter out, NftSet set, Element element, boolean adding) {
    check(set, element, adding);
    boolean interval = set.flags().contains(NftSet.Flag.INTERVAL);
    boolean pairs = interval && set.key().size() == 1;
    Datum last = element.keyEnd() == null ? element.key() : element.keyEnd();
    Datum behind = pairs ? next(last) : null;
    int nest = out.nest(Nf.LIST_ELEM);
    data(out, Nf.ELEM_KEY, element.key());
    if (interval && !pairs) data(out, Nf.ELEM_KEY_END, last);
    if (adding) {
      switch (element.value()) {
        case Element.None _ -> {}
        case Datum datum -> data(out, Nf.ELEM_DATA, datum);
        case Verdict verdict -> verdict(out, Nf.ELEM_DATA, verdict);
      }
      if (!element.timeout().isZero()) out.be64(Nf.ELEM_TIMEOUT, element.timeout().toMillis());
      // One place for both; a range to the end of all keys cannot do without its own mark.
      if (pairs && behind == null) out.attr(Nf.ELEM_USERDATA, OPEN_END);
      else UserData.comment(out, Nf.ELEM_USERDATA, COMMENT, element.comment());
    }
    out.unnest(nest);
    if (behind != null) {
      int end = out.nest(Nf.LIST_ELEM);
      out.be32(Nf.ELEM_FLAGS, Nf.ELEM_INTERVAL_END);
      data(out, Nf.ELEM_KEY, behind);
      out.unnest(end);
    }
  }

  /// A value as `struct nft_data`.
  static void data(MessageWriter out, int attribute, Datum value) {
    int nest = out.nest(attribute);
    out.attr(Nf.DATA_VALUE, value.octets());
    out.unnest(nest);
  }

  /// A verdict as `struct nft_data`.
  static void verdict(MessageWriter out, int attribute, Verdict verdict) {
    int nest = out.nest(attribute);
    int inner = out.nest(Nf.DATA_VERDICT);
    switch (verdict) {
      case Verdict.Accept() -> out.be32(Nf.VERDICT_CODE, Nf.V_ACCEPT);
      case Verdict.Drop() -> out.be32(Nf.VERDICT_CODE, Nf.V_DROP);
      case Verdict.Return() -> out.be32(Nf.VERDICT_CODE, Nf.V_RETURN);
      case Verdict.Continue() -> out.be32(Nf.VERDICT_CODE, Nf.V_CONTINUE);
      case Verdict.Jump(String chain) -> {
        out.be32(Nf.VERDICT_CODE, Nf.V_JUMP);
        out.string(Nf.VERDICT_CHAIN, chain);
      }
      case Verdict.Goto(String chain) -> {
        out.be32(Nf.VERDICT_CODE, Nf.V_GOTO);
        out.string(Nf.VERDICT_CHAIN, chain);
      }
    }
    out.unnest(inner);
    out.unnest(nest);
  }

  /// One element of a listing, as it lies there.
  record Raw(
      Datum key,
      @Nullable Datum keyEnd,
      Element.Value value,
      int flags,
      Duration timeout,
      Duration expires,
      String comment) {
    boolean endsRange() {
      return (flags & Nf.ELEM_INTERVAL_END) != 0;
    }
  }

  /// @return null when it has no key, as the element for all other keys
  static @Nullable Raw read(Attributes element) {
    Datum key = null;
    Datum keyEnd = null;
    Element.Value value = Element.None.NONE;
    int flags = 0;
    long timeout = 0;
    long expires = 0;
    String comment = "";
    while (element.next()) {
      switch (element.type()) {
        case Nf.ELEM_KEY -> key = datum(element.nested());
        case Nf.ELEM_KEY_END -> keyEnd = datum(element.nested());
        case Nf.ELEM_DATA -> value = value(element.nested());
        case Nf.ELEM_FLAGS -> flags = element.be32();
        case Nf.ELEM_TIMEOUT -> timeout = element.be64();
        case Nf.ELEM_EXPIRATION -> expires = element.be64();
        case Nf.ELEM_USERDATA ->
            comment = Objects.requireNonNullElse(UserData.find(element.value(), COMMENT), "");
        default -> {} // counters
      }
    }
    return key == null
        ? null
        : new Raw(key, keyEnd, value, flags, millis(timeout), millis(expires), comment);
  }

  private static Duration millis(long count) {
    return Duration.ofMillis(Math.max(0, count));
  }

  private static @Nullable Datum datum(Attributes data) {
    while (data.next()) {
      if (data.type() == Nf.DATA_VALUE) return Datum.of(data.bytes());
    }
    return null;
  }

  private static Element.Value value(Attributes data) {
    while (data.next()) {
      if (data.type() == Nf.DATA_VALUE) return Datum.of(data.bytes());
      if (data.type() == Nf.DATA_VERDICT) return verdict(data.nested());
    }
    return Element.None.NONE;
  }

  static Verdict verdict(Attributes verdict) {
    int code = Nf.V_CONTINUE;
    String chain = "";
    while (verdict.next()) {
      switch (verdict.type()) {
        case Nf.VERDICT_CODE -> code = verdict.be32();
        case Nf.VERDICT_CHAIN -> chain = verdict.string();
        default -> {}
      }
    }
    return switch (code) {
      case Nf.V_DROP -> new Verdict.Drop();
      case Nf.V_ACCEPT -> new Verdict.Accept();
      case Nf.V_RETURN -> new Verdict.Return();
      case Nf.V_JUMP -> chain.isEmpty() ? new Verdict.Continue() : new Verdict.Jump(chain);
      case Nf.V_GOTO -> chain.isEmpty() ? new Verdict.Continue() : new Verdict.Goto(chain);
      default -> new Verdict.Continue();
    };
  }

  /// The value one higher; null when there is none.
  static @Nullable Datum next(Datum value) {
    byte[] octets = value.toBytes();
    for (int i = octets.length - 1; i >= 0; i--) {
      if (++octets[i] != 0) return Datum.of(octets);
    }
    return null;
  }

  /// The value one lower; of zero, the highest.
  static Datum previous(Datum value) {
    byte[] octets = value.toBytes();
    for (int i = octets.length - 1; i >= 0; i--) {
      if (octets[i]-- != 0) break;
    }
    return Datum.of(octets);
  }

  /// @throws IllegalArgumentException when the element does not fit its set
  static void check(NftSet set, Element element, boolean adding) {
    int want = NftSet.length(set.key());
    Datum last = element.keyEnd();
    if (element.key().length() != want || last != null && last.length() != want) {
      throw new IllegalArgumentException(
          "element " + element.key() + " of set " + set.name() + ": key wants " + want + " octets");
    }
    if (last != null && !set.flags().contains(NftSet.Flag.INTERVAL)) {
      throw new IllegalArgumentException(
          "element "
              + element.key()
              + " of set "
              + set.name()
              + ": a range, but the set has no intervals");
    }
    if (!adding) return;
    boolean fits =
        switch (set.holds()) {
          case NftSet.Holds.Nothing() -> element.value() instanceof Element.None;
          case NftSet.Holds.Verdicts() -> element.value() instanceof Verdict;
          case NftSet.Holds.Data(var types) ->
              element.value() instanceof Datum datum && datum.length() == NftSet.length(types);
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "element "
              + element.key()
              + " of set "
              + set.name()
              + ": value "
              + element.value()
              + " does not fit "
              + set.holds());
    }
  }

  private ElementCodec() {}
}
