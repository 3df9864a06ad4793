package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.NetlinkSocket;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.netlink.Wire;
import io.binnacle.linux.sys.Errno;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what a table holds into the words of this package, and which chains there are in all tables.
final class TableReader {
  private static final int UNSPECIFIED = 0, ANONYMOUS = 1, TYPE_BITS = 6;

  private final NetlinkSocket socket;

  TableReader(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// A table's chains with their rules, and its sets without elements.
  Contents read(TableId table, String comment) throws IOException {
    Map<String, NftSet> sets = new LinkedHashMap<>();
    dump(
        table.family().number(),
        Nf.GETSET,
        table.name(),
        sets::clear,
        message -> {
          NftSet set = set(table, message);
          if (set != null) sets.put(set.name(), set);
        });
    Map<String, Chain> chains = new LinkedHashMap<>();
    dump(
        table.family().number(),
        Nf.GETCHAIN,
        null,
        chains::clear,
        message -> {
          RawChain raw = RawChain.of(message);
          Chain chain = raw.table.equals(table.name()) ? raw.chain(table) : null;
          if (chain != null) chains.put(chain.name(), chain);
        });
    Map<String, List<Rule>> rules = new HashMap<>();
    dump(
        table.family().number(),
        Nf.GETRULE,
        table.name(),
        rules::clear,
        message -> rule(table, sets, message, rules));
    List<Contents.ChainOf> all = new ArrayList<>();
    chains
        .values()
        .forEach(chain ->
            all.add(new Contents.ChainOf(chain, rules.getOrDefault(chain.name(), List.of()))));
    return new Contents(
        table,
        comment,
        all,
        sets.values().stream().map(s -> new Contents.SetOf(s, List.of())).toList());
  }

  /// The chains that packets meet, of all tables.
  List<Hooked> hooked() throws IOException {
    Map<String, Integer> rules = new HashMap<>();
    dump(
        UNSPECIFIED,
        Nf.GETRULE,
        null,
        rules::clear,
        message -> {
          RawChain of = RawChain.ofRule(message);
          rules.merge(of.family + " " + of.table + " " + of.name, 1, Integer::sum);
        });
    List<RawChain> chains = new ArrayList<>();
    dump(UNSPECIFIED, Nf.GETCHAIN, null, chains::clear, m -> chains.add(RawChain.of(m)));
    List<Hooked> out = new ArrayList<>();
    for (RawChain chain : chains) {
      Chain.Hook hook = chain.hook();
      Family family = chain.knownFamily();
      if (hook != null && family != null) {
        out.add(
            new Hooked(
                family.toString(),
                chain.table,
                chain.name,
                chain.type,
                hook.text,
                chain.priority,
                rules.getOrDefault(chain.family + " " + chain.table + " " + chain.name, 0)));
      }
    }
    return List.copyOf(out);
  }

  private void dump(
      int family, int type, @Nullable String table, Runnable restart, Consumer<Message> each)
      throws IOException {
    MessageWriter request = new MessageWriter(256);
    request.begin(Nf.type(type), Wire.F_REQUEST | Wire.F_DUMP, 0);
    request.raw((byte) family, (byte) 0, (byte) 0, (byte) 0);
    if (table != null) request.string(1, table); // the same number for sets and rules
    request.end();
    if (socket.dump(request, restart, each) instanceof Reply.Refused refused
        && !refused.errno().equals(Errno.ENOENT)) {
      throw new IOException("listing tables: " + refused);
    }
  }

  private static void rule(
      TableId table, Map<String, NftSet> sets, Message message, Map<String, List<Rule>> into) {
    String chain = "";
    String comment = "";
    Attributes expressions = null;
    Attributes attributes = message.attributes(Lister.GENMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nf.RULE_CHAIN -> chain = attributes.string();
        case Nf.RULE_USERDATA -> {
          String text = UserData.find(attributes.value(), 0);
          comment = text == null ? "" : text;
        }
        case Nf.RULE_EXPRESSIONS -> expressions = attributes.nested();
        default -> {}
      }
    }
    if (expressions != null) {
      into.computeIfAbsent(chain, _ -> new ArrayList<>())
          .add(RuleReader.read(table.family(), sets, expressions, comment));
    }
  }

  /// @return null for one without a name of its own, or of types that are not ours
  private static @Nullable NftSet set(TableId table, Message message) {
    String name = "";
    int flags = 0;
    int keyType = 0;
    int dataType = 0;
    int size = 0;
    long timeout = 0;
    Attributes attributes = message.attributes(Lister.GENMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nf.SET_NAME -> name = attributes.string();
        case Nf.SET_FLAGS -> flags = attributes.be32();
        case Nf.SET_KEY_TYPE -> keyType = attributes.be32();
        case Nf.SET_DATA_TYPE -> dataType = attributes.be32();
        case Nf.SET_TIMEOUT -> timeout = attributes.be64();
        case Nf.SET_DESC -> {
          Attributes desc = attributes.nested();
          while (desc.next()) if (desc.type() == Nf.DESC_SIZE) size = desc.be32();
        }
        default -> {}
      }
    }
    List<FieldType> key = types(keyType);
    List<FieldType> data = types(dataType);
    boolean map = (flags & Nf.SET_F_MAP) != 0;
    boolean verdicts = map && dataType == Nf.DATA_VERDICT_TYPE;
    if ((flags & ANONYMOUS) != 0 || key == null || map && !verdicts && data == null) return null;
    NftSet.Holds holds =
        !map
            ? new NftSet.Holds.Nothing()
            : verdicts || data == null ? new NftSet.Holds.Verdicts() : new NftSet.Holds.Data(data);
    Set<NftSet.Flag> own = EnumSet.noneOf(NftSet.Flag.class);
    for (NftSet.Flag flag : NftSet.Flag.values()) if ((flags & flag.bit) != 0) own.add(flag);
    try {
      return new NftSet(
          table, name, key, holds, own, Math.max(0, size), Duration.ofMillis(timeout), "");
    } catch (IllegalArgumentException e) {
      return null; // a name nft(8) would not take: a stranger's
    }
  }

  /// @return null if one of them is not ours
  private static @Nullable List<FieldType> types(int number) {
    List<FieldType> out = new ArrayList<>();
    for (int left = number; left != 0; left >>>= TYPE_BITS) {
      FieldType found = null;
      for (FieldType type : FieldType.values())
        if (type.number == (left & (1 << TYPE_BITS) - 1)) found = type;
      if (found == null) return null;
      out.addFirst(found);
    }
    return out.isEmpty() ? null : out;
  }

  /// A chain as it lies in a listing.
  private record RawChain(
      int family,
      String table,
      String name,
      String type,
      int hookNumber,
      int priority,
      int policy) {

    static RawChain of(Message message) {
      String table = "";
      String name = "";
      String type = "";
      int hook = -1;
      int priority = 0;
      int policy = Nf.V_ACCEPT;
      Attributes attributes = message.attributes(Lister.GENMSG);
      while (attributes.next()) {
        switch (attributes.type()) {
          case Nf.CHAIN_TABLE -> table = attributes.string();
          case Nf.CHAIN_NAME -> name = attributes.string();
          case Nf.CHAIN_TYPE -> type = attributes.string();
          case Nf.CHAIN_POLICY -> policy = attributes.be32();
          case Nf.CHAIN_HOOK -> {
            Attributes base = attributes.nested();
            while (base.next()) {
              if (base.type() == Nf.HOOK_NUM) hook = base.be32();
              if (base.type() == Nf.HOOK_PRIORITY) priority = base.be32();
            }
          }
          default -> {}
        }
      }
      return new RawChain(familyOf(message), table, name, type, hook, priority, policy);
    }

    /// The chain a rule is in.
    static RawChain ofRule(Message message) {
      String table = "";
      String name = "";
      Attributes attributes = message.attributes(Lister.GENMSG);
      while (attributes.next()) {
        switch (attributes.type()) {
          case Nf.RULE_TABLE -> table = attributes.string();
          case Nf.RULE_CHAIN -> name = attributes.string();
          default -> {}
        }
      }
      return new RawChain(familyOf(message), table, name, "", -1, 0, 0);
    }

    private static int familyOf(Message message) {
      return message.body().byteSize() == 0
          ? UNSPECIFIED
          : message.body().get(ValueLayout.JAVA_BYTE, 0) & 0xff;
    }

    Chain.@Nullable Hook hook() {
      for (Chain.Hook hook : Chain.Hook.values()) if (hook.number == hookNumber) return hook;
      return null;
    }

    /// By number: the family's word is for people.
    @Nullable Family knownFamily() {
      for (Family each : Family.values()) if (each.number() == family) return each;
      return null;
    }

    /// @return null if it has a name or a type that is not ours
    @Nullable Chain chain(TableId id) {
      Chain.Hook at = hook();
      Chain.Type kind = null;
      for (Chain.Type each : Chain.Type.values()) if (each.text.equals(type)) kind = each;
      try {
        if (at == null || kind == null) return Chain.regular(id, name);
        Chain.Policy otherwise = policy == Nf.V_DROP ? Chain.Policy.DROP : Chain.Policy.ACCEPT;
        return new Chain(id, name, new Chain.Base(kind, at, priority, otherwise), "");
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }
}
