package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.NetlinkSocket;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.netlink.Wire;
import io.binnacle.linux.sys.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks the kernel what a table holds. Rules, sets and elements are asked for by table. Chains cannot be: the kernel hands out
/// the names of all in the family, and those of others are passed over unread.
final class Lister {
  /// `struct nfgenmsg`.
  static final int GENMSG = 4;

  private static final int TABLE_HANDLE = 4, RULE_CHAIN = 2;

  private final NetlinkSocket socket;
  private final TableId table;

  Lister(NetlinkSocket socket, TableId table) {
    this.socket = socket;
    this.table = table;
  }

  /// @return empty when there is no such table
  Optional<Listed> list() throws IOException {
    Header header = new Header();
    MessageWriter request = request(Nf.GETTABLE, 0);
    request.string(Nf.TABLE_NAME, table.name());
    request.end();
    if (refused(socket.query(request, header), "table")) return Optional.empty();

    List<String> chains = new ArrayList<>();
    MessageWriter chainRequest = request(Nf.GETCHAIN, Wire.F_DUMP);
    chainRequest.end();
    if (refused(socket.dump(chainRequest, chains::clear, m -> chain(m, chains)), "chains"))
      return Optional.empty();

    List<Listed.ListedRule> rules = new ArrayList<>();
    MessageWriter ruleRequest = request(Nf.GETRULE, Wire.F_DUMP);
    ruleRequest.string(Nf.RULE_TABLE, table.name());
    ruleRequest.end();
    if (refused(socket.dump(ruleRequest, rules::clear, m -> rule(m, rules)), "rules"))
      return Optional.empty();

    List<String> sets = new ArrayList<>();
    MessageWriter setRequest = request(Nf.GETSET, Wire.F_DUMP);
    setRequest.string(Nf.SET_TABLE, table.name());
    setRequest.end();
    if (refused(socket.dump(setRequest, sets::clear, m -> set(m, sets)), "sets"))
      return Optional.empty();
    return Optional.of(new Listed(table, header.handle, header.comment, chains, rules, sets));
  }

  /// @return empty when there is no such set
  Optional<List<Element>> elements(NftSet set) throws IOException {
    List<ElementCodec.Raw> raw = new ArrayList<>();
    MessageWriter request = request(Nf.GETSETELEM, Wire.F_DUMP);
    request.string(Nf.ELEM_LIST_TABLE, table.name());
    request.string(Nf.ELEM_LIST_SET, set.name());
    request.end();
    Consumer<Message> each =
        message -> {
          Attributes list = message.attributes(GENMSG);
          while (list.next()) {
            if (list.type() != Nf.ELEM_LIST_ELEMENTS) continue;
            Attributes elements = list.nested();
            while (elements.next()) {
              ElementCodec.Raw one = ElementCodec.read(elements.nested());
              if (one != null) raw.add(one);
            }
          }
        };
    if (refused(socket.dump(request, raw::clear, each), "elements of " + set.name()))
      return Optional.empty();
    return Optional.of(join(set, raw));
  }

  /// Elements as they were added: ranges that lie there as two are one again. Sorted by key.
  static List<Element> join(NftSet set, List<ElementCodec.Raw> raw) {
    boolean pairs = set.flags().contains(NftSet.Flag.INTERVAL) && set.key().size() == 1;
    List<ElementCodec.Raw> sorted = new ArrayList<>(raw);
    sorted.removeIf(each -> each.key().length() != NftSet.length(set.key()));
    sorted.sort(
        Comparator.comparing(ElementCodec.Raw::key).thenComparing(each -> !each.endsRange()));
    List<Element> all = new ArrayList<>(sorted.size());
    for (int i = 0; i < sorted.size(); i++) {
      ElementCodec.Raw each = sorted.get(i);
      if (each.endsRange()) continue;
      Datum last = each.keyEnd();
      if (pairs) {
        last =
            i + 1 == sorted.size()
                ? ElementCodec.previous(Datum.of(new byte[each.key().length()]))
                : ElementCodec.previous(sorted.get(i + 1).key());
      }
      boolean single = last == null || last.equals(each.key());
      all.add(
          new Element(
              each.key(),
              single ? null : last,
              each.value(),
              each.timeout(),
              each.expires(),
              each.comment()));
    }
    return all;
  }

  private MessageWriter request(int type, int flags) {
    MessageWriter request = new MessageWriter(256);
    request.begin(Nf.type(type), Wire.F_REQUEST | flags, 0);
    request.raw((byte) table.family().number(), (byte) 0, (byte) 0, (byte) 0);
    return request;
  }

  /// @return true when it is not there
  private boolean refused(Reply reply, String what) throws IOException {
    return switch (reply) {
      case Reply.Done() -> false;
      case Reply.Refused refused -> {
        if (refused.errno().equals(Errno.ENOENT)) yield true;
        throw new IOException("listing the " + what + " of table " + table + ": " + refused);
      }
    };
  }

  private static final class Header implements Consumer<Message> {
    private long handle;
    private String comment = "";

    @Override
    public void accept(Message message) {
      Attributes attributes = message.attributes(GENMSG);
      while (attributes.next()) {
        switch (attributes.type()) {
          case TABLE_HANDLE -> handle = attributes.be64();
          case Nf.TABLE_USERDATA -> comment = comment(attributes);
          default -> {}
        }
      }
    }
  }

  private void chain(Message message, List<String> into) {
    boolean ours = false;
    String name = "";
    Attributes attributes = message.attributes(GENMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nf.CHAIN_TABLE -> ours = attributes.string().equals(table.name());
        case Nf.CHAIN_NAME -> name = attributes.string();
        default -> {}
      }
    }
    if (ours) into.add(name);
  }

  private static void rule(Message message, List<Listed.ListedRule> into) {
    String chain = "";
    long handle = 0;
    String comment = "";
    List<String> expressions = new ArrayList<>();
    Attributes attributes = message.attributes(GENMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case RULE_CHAIN -> chain = attributes.string();
        case Nf.RULE_HANDLE -> handle = attributes.be64();
        case Nf.RULE_USERDATA -> comment = comment(attributes);
        case Nf.RULE_EXPRESSIONS -> names(attributes.nested(), expressions);
        default -> {}
      }
    }
    into.add(new Listed.ListedRule(chain, handle, comment, List.copyOf(expressions)));
  }

  private static void names(Attributes expressions, List<String> into) {
    while (expressions.next()) {
      Attributes one = expressions.nested();
      while (one.next()) if (one.type() == Nf.EXPR_NAME) into.add(one.string());
    }
  }

  private static void set(Message message, List<String> into) {
    int anonymous = 1;
    String name = "";
    int flags = 0;
    Attributes attributes = message.attributes(GENMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nf.SET_NAME -> name = attributes.string();
        case Nf.SET_FLAGS -> flags = attributes.be32();
        default -> {}
      }
    }
    if ((flags & anonymous) == 0) into.add(name);
  }

  private static String comment(Attributes attribute) {
    String text = UserData.find(attribute.value(), 0);
    return text == null ? "" : text;
  }
}
