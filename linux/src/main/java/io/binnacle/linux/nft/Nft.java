package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.NetlinkSocket;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.netlink.Wire;
import io.binnacle.linux.sys.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The door to nf_tables. Any thread may call; calls queue up, and each is over when it returns: the kernel works inside the
/// call.
public final class Nft implements AutoCloseable {
  private final NetlinkSocket socket;

  /// Kept for the next transaction unless it grew large.
  private MessageWriter buffer = new MessageWriter(1 << 16);

  private static final int KEEP = 1 << 20;
  private static final int READ_TRIES = 5;

  private Nft(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens the door of this process's network namespace. Needs CAP_NET_ADMIN there; without it, every call is refused with
  /// EPERM.
  /// @throws UnsupportedOperationException where there is no nf_tables, saying why
  public static Nft open() throws IOException {
    return open(null);
  }

  /// @param namespace a network namespace's path, as `/run/netns/x`; null for this process's own
  public static Nft open(@Nullable Path namespace) throws IOException {
    return new Nft(NetlinkSocket.open(Wire.NETLINK_NETFILTER, namespace));
  }

  /// What became of a transaction.
  public sealed interface Applied {
    /// All of it is in force.
    record Ok() implements Applied {}

    /// None of it is.
    /// @param index which command the kernel refused first; −1 for the transaction as a whole
    /// @param command that command, shortened, as text
    /// @param errno why
    /// @param words the kernel's own explanation, empty when it gave none
    record Refused(int index, String command, Errno errno, String words) implements Applied {
      @Override
      public String toString() {
        return "nf_tables refused "
            + (index < 0 ? "the transaction" : "command " + index + ", " + command)
            + ": "
            + errno
            + (words.isEmpty() ? "" : " (" + words + ")");
      }
    }
  }

  /// Does all of it, or nothing.
  /// @throws IOException when the socket fails, and it is not known whether it was done
  public synchronized Applied apply(List<Command> commands) throws IOException {
    if (commands.isEmpty()) return new Applied.Ok();
    Batch batch = Batch.encode(commands, buffer);
    if (batch.messages() == 0) return new Applied.Ok();
    List<Reply.Refused> refusals = socket.batch(batch.bytes());
    Applied result =
        refusals.isEmpty() ? new Applied.Ok() : refused(commands, batch, refusals.getFirst());
    if (buffer.capacity() > KEEP) buffer = new MessageWriter(1 << 16);
    return result;
  }

  private static Applied.Refused refused(List<Command> commands, Batch batch, Reply.Refused first) {
    int index = batch.commandOf(first.seq());
    String text =
        index < 0
            ? ""
            : Brief.of(commands.get(index), batch.elementAt(first.seq(), first.offset()));
    return new Applied.Refused(index, text, first.errno(), first.words());
  }

  /// What the kernel has under this table; empty when there is none.
  /// @throws IOException when the socket fails or the kernel refuses, as without CAP_NET_ADMIN
  public Optional<Listed> list(TableId table) throws IOException {
    return new Lister(socket, table).list();
  }

  /// The elements of a set or map, with what is left of their timeouts, sorted by key; empty when there is no such set. The
  /// definition says how to read them.
  public Optional<List<Element>> elements(NftSet set) throws IOException {
    return new Lister(socket, set.table()).elements(set);
  }

  /// All that the kernel has under this table, read back into the words of this package; empty when there is none. Takes as
  /// long as listing every element does.
  /// @throws IOException when the socket fails, the kernel refuses, or the table keeps changing while it is read
  public Optional<Contents> read(TableId table) throws IOException {
    for (int tries = 0; tries < READ_TRIES; tries++) {
      int before = generation();
      Optional<Listed> there = list(table);
      if (there.isEmpty()) return Optional.empty();
      Contents shape = new TableReader(socket).read(table, there.get().comment());
      List<Contents.SetOf> sets = new ArrayList<>();
      for (Contents.SetOf each : shape.sets())
        sets.add(new Contents.SetOf(each.set(), elements(each.set()).orElse(List.of())));
      if (generation() == before)
        return Optional.of(new Contents(table, shape.comment(), shape.chains(), sets));
    }
    throw new IOException("table " + table + " keeps changing while it is read");
  }

  /// Every chain, of any table, that packets meet by themselves.
  /// @throws IOException when the socket fails or the kernel refuses
  public List<Hooked> hooked() throws IOException {
    return new TableReader(socket).hooked();
  }

  /// The number of the rule set in force in this namespace: one higher after every transaction, by whomever.
  public int generation() throws IOException {
    MessageWriter request = new MessageWriter(32);
    request.begin(Nf.type(Nf.GETGEN), Wire.F_REQUEST, 0);
    request.raw((byte) 0, (byte) 0, (byte) 0, (byte) 0);
    request.end();
    int[] generation = new int[1];
    Reply reply =
        socket.query(
            request,
            message -> {
              Attributes attributes = message.attributes(Lister.GENMSG);
              while (attributes.next())
                if (attributes.type() == 1) generation[0] = attributes.be32();
            });
    if (reply instanceof Reply.Refused refused)
      throw new IOException("asking for the generation: " + refused);
    return generation[0];
  }

  /// What the news of changes made through this door carry; for [NftMonitor].
  public int port() {
    return socket.port();
  }

  @Override
  public void close() {
    socket.close();
  }
}
