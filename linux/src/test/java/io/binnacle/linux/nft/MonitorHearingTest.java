package io.binnacle.linux.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.nft.NftMonitor.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the monitor makes of news, without a kernel. Ours are [Samples#IP] and [Samples#IP6]; our door is port 7.
class MonitorHearingTest {
  private final List<Change> told = new ArrayList<>();
  private final NftMonitor.Hearing hearing =
      new NftMonitor.Hearing(Set.of(Samples.IP, Samples.IP6), Set.of(7), told::add);

  @Test
  void manyChangesOfOneTransactionAreToldOnceItEnds() {
    for (int i = 0; i < 5; i++) hear(Nf.NEWRULE, Family.IP, "bn-test", 9);
    hear(Nf.DELSETELEM, Family.IP, "bn-test", 9);
    assertEquals(List.of(), told);
    generation(9);
    assertEquals(List.of(new Change.Altered(Samples.IP, "nft (pid 42)")), told);
    generation(9);
    assertEquals(1, told.size());
  }

  @Test
  void aFlushOfEverythingTellsEachOfOurTables() {
    hear(Nf.DELRULE, Family.IP, "bn-test", 9);
    hear(Nf.DELTABLE, Family.IP, "bn-test", 9);
    hear(Nf.DELTABLE, Family.IP, "somebody-elses", 9);
    hear(Nf.DELTABLE, Family.IP6, "bn-test", 9);
    generation(9);
    assertEquals(
        List.of(
            new Change.Removed(Samples.IP, "nft (pid 42)"),
            new Change.Removed(Samples.IP6, "nft (pid 42)")),
        told);
  }

  @Test
  void otherTablesOtherFamiliesAndOurselvesAreNoNews() {
    hear(Nf.NEWRULE, Family.IP, "somebody-elses", 9);
    hear(Nf.NEWRULE, Family.INET, "bn-test", 9);
    hear(Nf.NEWRULE, Family.IP, "bn-test", 7);
    generation(9);
    generation(7);
    assertEquals(List.of(), told);
  }

  @Test
  void lostNewsAndADeadSocketAreSaid() {
    hear(Nf.NEWRULE, Family.IP, "bn-test", 9);
    hearing.lost();
    generation(9);
    hearing.failed(new IOException("recvfrom: EBADF, bad file descriptor"));
    assertEquals(
        List.of(
            new Change.Unknown("the kernel had more news than could be queued"),
            new Change.Unknown("no longer listening: recvfrom: EBADF, bad file descriptor")),
        told);
  }

  @Test
  void messagesCutShortAreNoNews() {
    MessageWriter out = new MessageWriter(0);
    out.begin(Nf.type(Nf.NEWRULE), 0, 0);
    out.end();
    hearing.heard(Objects.requireNonNull(Message.first(out.written())));
    generation(9);
    assertEquals(List.of(), told);
  }

  private void hear(int kind, Family family, String table, int port) {
    MessageWriter out = new MessageWriter(0);
    out.begin(Nf.type(kind), 0, 0);
    out.raw((byte) family.number(), (byte) 0, (byte) 0, (byte) 0);
    out.string(1, table);
    out.end();
    hear(out, port);
  }

  private void generation(int port) {
    MessageWriter out = new MessageWriter(0);
    out.begin(Nf.type(Nf.NEWGEN), 0, 0);
    out.raw((byte) 0, (byte) 0, (byte) 0, (byte) 0);
    out.be32(1, 5);
    out.be32(2, 42);
    out.string(3, "nft");
    out.end();
    hear(out, port);
  }

  private void hear(MessageWriter out, int port) {
    Message message = Objects.requireNonNull(Message.first(out.written()));
    hearing.heard(
        new Message(message.type(), message.flags(), message.seq(), port, message.body()));
  }
}
