package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.Wire;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Commands as one transaction of netlink messages, and the way back from a message to the command it came from.
///
/// The messages are numbered from 1; BEGIN is 0. The kernel wants all of them in one datagram, and answers only those it
/// refuses.
final class Batch {
  /// Where a list of elements is split: it has to fit into one attribute of 65,535 octets with one more element.
  private static final int ELEMENTS_PER_MESSAGE_OCTETS = 60_000;

  private static final Pattern RELEASE = Pattern.compile("^(\\d{1,5})\\.(\\d{1,5})");
  private static final boolean DESTROYS = since(System.getProperty("os.version", ""), 6, 3);

  private final MessageWriter out;
  private final List<Command> commands;
  private final boolean destroys;
  private int messages;
  private int[] commandOf = new int[64];
  private int[] startOf = new int[64];
  private int[] firstElementOf = new int[64];

  private Batch(MessageWriter out, List<Command> commands, boolean destroys) {
    this.out = out;
    this.commands = commands;
    this.destroys = destroys;
  }

  /// Encodes `commands` into `out`, which is cleared first.
  static Batch encode(List<Command> commands, MessageWriter out) {
    return encode(commands, out, DESTROYS);
  }

  /// @param destroys whether the kernel has a message that deletes an element or nothing
  static Batch encode(List<Command> commands, MessageWriter out, boolean destroys) {
    out.clear();
    Batch batch = new Batch(out, commands, destroys);
    batch.frame(Nf.BATCH_BEGIN, 0);
    for (int i = 0; i < commands.size(); i++) batch.command(i, commands.get(i));
    batch.frame(Nf.BATCH_END, batch.messages + 1);
    return batch;
  }

  /// Whether a kernel that calls itself `release` (as `6.1.0-18-amd64`) is at least so new.
  static boolean since(String release, int major, int minor) {
    Matcher numbers = RELEASE.matcher(release);
    if (!numbers.find()) return false;
    int first = Integer.parseInt(numbers.group(1));
    return first > major || first == major && Integer.parseInt(numbers.group(2)) >= minor;
  }

  MessageWriter bytes() {
    return out;
  }

  int messages() {
    return messages;
  }

  /// The command that message `seq` belongs to; −1 for the batch as a whole.
  int commandOf(int seq) {
    return seq < 1 || seq > messages ? -1 : commandOf[seq];
  }

  /// The element that the octet `offset` of message `seq` lies in; −1 when it is about something else.
  int elementAt(int seq, int offset) {
    int command = commandOf(seq);
    if (command < 0 || offset < 0 || elementsOf(commands.get(command)).isEmpty()) return -1;
    var message = out.written().asSlice(startOf[seq]);
    int length = message.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    Attributes attributes =
        Attributes.of(message.asSlice(Wire.HEADER + 4, length - Wire.HEADER - 4));
    while (attributes.next()) {
      if (attributes.type() != Nf.ELEM_LIST_ELEMENTS) continue;
      int ordinal = firstElementOf[seq];
      Attributes elements = attributes.nested();
      long base = attributes.value().address() - message.address();
      while (elements.next()) {
        boolean endOfRange = isIntervalEnd(elements.nested());
        long end =
            base + elements.value().address() - attributes.value().address() + elements.size();
        if (offset < end) return endOfRange ? ordinal - 1 : ordinal;
        if (!endOfRange) ordinal++;
      }
    }
    return -1;
  }

  private static boolean isIntervalEnd(Attributes element) {
    while (element.next()) {
      if (element.type() == Nf.ELEM_FLAGS) return (element.be32() & Nf.ELEM_INTERVAL_END) != 0;
    }
    return false;
  }

  private static List<Element> elementsOf(Command command) {
    return switch (command) {
      case Command.AddElements(_, var elements) -> elements;
      case Command.DeleteElements(_, var elements) -> elements;
      case Command.DestroyElements(_, var elements) -> elements;
      default -> List.of();
    };
  }

  private void command(int index, Command command) {
    TableId table = command.table();
    switch (command) {
      case Command.AddTable(Table t) -> {
        begin(index, table, Nf.NEWTABLE, Wire.F_CREATE);
        out.string(Nf.TABLE_NAME, table.name());
        out.be32(Nf.TABLE_FLAGS, t.flags().stream().mapToInt(f -> f.bit).sum());
        UserData.comment(out, Nf.TABLE_USERDATA, 0, t.comment());
        out.end();
      }
      case Command.DestroyTable(_) -> {
        // the kernel has one message for this from 6.3 on; making it first serves all
        begin(index, table, Nf.NEWTABLE, Wire.F_CREATE);
        out.string(Nf.TABLE_NAME, table.name());
        out.end();
        begin(index, table, Nf.DELTABLE, 0);
        out.string(Nf.TABLE_NAME, table.name());
        out.end();
      }
      case Command.AddChain(Chain chain) -> {
        begin(index, table, Nf.NEWCHAIN, Wire.F_CREATE);
        chain(chain);
        out.end();
      }
      case Command.FlushChain(_, String chain) -> {
        begin(index, table, Nf.DELRULE, 0);
        out.string(Nf.RULE_TABLE, table.name());
        out.string(Nf.RULE_CHAIN, chain);
        out.end();
      }
      case Command.DeleteChain(_, String chain) -> {
        begin(index, table, Nf.DELCHAIN, 0);
        out.string(Nf.CHAIN_TABLE, table.name());
        out.string(Nf.CHAIN_NAME, chain);
        out.end();
      }
      case Command.AddSet(NftSet set) -> {
        begin(index, table, Nf.NEWSET, Wire.F_CREATE);
        SetCodec.write(out, set, index + 1);
        out.end();
      }
      case Command.FlushSet(NftSet set) -> {
        begin(index, table, Nf.DELSETELEM, 0);
        elementList(set);
        out.end();
      }
      case Command.DeleteSet(NftSet set) -> {
        begin(index, table, Nf.DELSET, 0);
        out.string(Nf.SET_TABLE, table.name());
        out.string(Nf.SET_NAME, set.name());
        out.end();
      }
      case Command.AddElements(NftSet set, var elements) ->
          elements(index, set, elements, Nf.NEWSETELEM, Wire.F_CREATE);
      case Command.DeleteElements(NftSet set, var elements) ->
          elements(index, set, elements, Nf.DELSETELEM, 0);
      case Command.DestroyElements(NftSet set, var elements) -> destroy(index, set, elements);
      case Command.AddRule(_, String chain, Rule rule) -> {
        begin(index, table, Nf.NEWRULE, Wire.F_CREATE | Wire.F_APPEND);
        out.string(Nf.RULE_TABLE, table.name());
        out.string(Nf.RULE_CHAIN, chain);
        int list = out.nest(Nf.RULE_EXPRESSIONS);
        RuleWriter.write(out, table.family(), rule);
        out.unnest(list);
        UserData.comment(out, Nf.RULE_USERDATA, 0, rule.comment());
        out.end();
      }
      case Command.DeleteRule(_, String chain, long handle) -> {
        begin(index, table, Nf.DELRULE, 0);
        out.string(Nf.RULE_TABLE, table.name());
        out.string(Nf.RULE_CHAIN, chain);
        out.be64(Nf.RULE_HANDLE, handle);
        out.end();
      }
    }
  }

  private void chain(Chain chain) {
    out.string(Nf.CHAIN_TABLE, chain.table().name());
    out.string(Nf.CHAIN_NAME, chain.name());
    Chain.Base base = chain.base();
    if (base != null) {
      int hook = out.nest(Nf.CHAIN_HOOK);
      out.be32(Nf.HOOK_NUM, base.hook().number);
      out.be32(Nf.HOOK_PRIORITY, base.priority());
      out.unnest(hook);
      out.be32(Nf.CHAIN_POLICY, base.policy() == Chain.Policy.DROP ? 0 : 1);
      out.string(Nf.CHAIN_TYPE, base.type().text);
    }
    UserData.comment(out, Nf.CHAIN_USERDATA, 0, chain.comment());
  }

  private void elements(int index, NftSet set, List<Element> elements, int message, int flags) {
    boolean adding = message == Nf.NEWSETELEM;
    for (int i = 0; i < elements.size(); ) {
      begin(index, set.table(), message, flags);
      firstElementOf[messages] = i;
      elementList(set);
      int list = out.nest(Nf.ELEM_LIST_ELEMENTS);
      int start = out.length();
      while (i < elements.size() && out.length() - start < ELEMENTS_PER_MESSAGE_OCTETS) {
        ElementCodec.write(out, set, elements.get(i++), adding);
      }
      out.unnest(list);
      out.end();
    }
  }

  private void destroy(int index, NftSet set, List<Element> elements) {
    for (Element each : elements) ElementCodec.check(set, each, true);
    if (destroys) {
      elements(index, set, elements, Nf.DESTROYSETELEM, 0);
    } else {
      // what was just added, or was there, can be deleted
      elements(index, set, elements, Nf.NEWSETELEM, Wire.F_CREATE);
      elements(index, set, elements, Nf.DELSETELEM, 0);
    }
  }

  private void elementList(NftSet set) {
    out.string(Nf.ELEM_LIST_TABLE, set.table().name());
    out.string(Nf.ELEM_LIST_SET, set.name());
  }

  private void begin(int command, TableId table, int message, int flags) {
    messages++;
    if (messages == commandOf.length) {
      commandOf = Arrays.copyOf(commandOf, messages * 2);
      startOf = Arrays.copyOf(startOf, messages * 2);
      firstElementOf = Arrays.copyOf(firstElementOf, messages * 2);
    }
    commandOf[messages] = command;
    startOf[messages] = out.begin(Nf.type(message), Wire.F_REQUEST | flags, messages);
    out.raw((byte) table.family().number(), (byte) 0, (byte) 0, (byte) 0);
  }

  /// `struct nfgenmsg`: `| 0 FAMILY u8 | 1 VERSION u8 | 2 RES_ID be16 |`; around a batch RES_ID names the subsystem.
  private void frame(int type, int seq) {
    out.begin(type, Wire.F_REQUEST, seq);
    out.raw((byte) 0, (byte) 0, (byte) 0, (byte) Nf.SUBSYS);
    out.end();
  }
}
