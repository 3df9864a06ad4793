package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class RelayedReplyTest {
  private static final byte[] OPT = {0, 0, 41, 4, (byte) 0xd0, 0, 0, 0, 0, 0, 0};
  private static final byte[] NONE = {};
  private static final int RD = 0x0100;
  private static final int CD = 0x0010;
  private static final int AD = 0x0020;

  private static Query query(int flags, boolean dnssecOk) {
    return new Query(
        0x1234,
        flags,
        DnsName.of("Www.EXAMPLE.com"),
        1,
        1,
        new Query.Edns(1_232, 0, dnssecOk, new byte[0], Set.of()),
        -1);
  }

  private static byte[] theirs(int answers, int authorities, int... flags) throws IOException {
    Message message = new Message(99);
    message.getHeader().setFlag(Flags.QR);
    for (int flag : flags) {
      message.getHeader().setFlag(flag);
    }
    Name name = Name.fromString("www.example.com.");
    message.addRecord(Record.newRecord(name, Type.A, DClass.IN), Section.QUESTION);
    for (int i = 0; i < answers; i++) {
      InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
      message.addRecord(new ARecord(name, DClass.IN, 60, address), Section.ANSWER);
    }
    for (int i = 0; i < authorities; i++) {
      message.addRecord(
          new NSRecord(name, DClass.IN, 60, Name.fromString("ns" + i + ".example.com.")),
          Section.AUTHORITY);
    }
    return message.toWire();
  }

  @Test
  void headerAndQuestionAreTheClientsAndTheRecordsTheServers() throws IOException {
    Message reply =
        new Message(RelayedReply.write(query(RD | CD, false), theirs(2, 1, Flags.AA), OPT, 1_232));
    assertEquals(0x1234, reply.getHeader().getID());
    assertEquals("Www.EXAMPLE.com.", reply.getQuestion().getName().toString());
    for (int flag : new int[] {Flags.QR, Flags.RD, Flags.RA, Flags.CD, Flags.AA}) {
      assertTrue(reply.getHeader().getFlag(flag), Flags.string(flag));
    }
    assertEquals(
        "Www.EXAMPLE.com.", reply.getSection(Section.ANSWER).getFirst().getName().toString());
    assertEquals(2, reply.getSection(Section.ANSWER).size());
    assertEquals(1, reply.getSection(Section.AUTHORITY).size());
    assertNotNull(reply.getOPT());
  }

  @Test
  void adIsForClientsThatUnderstandIt() throws IOException {
    byte[] secure = theirs(1, 0, Flags.AD);
    assertFalse(
        new Message(RelayedReply.write(query(RD, false), secure, NONE, 512))
            .getHeader()
            .getFlag(Flags.AD));
    assertTrue(
        new Message(RelayedReply.write(query(RD, true), secure, NONE, 512))
            .getHeader()
            .getFlag(Flags.AD));
    assertTrue(
        new Message(RelayedReply.write(query(RD | AD, false), secure, NONE, 512))
            .getHeader()
            .getFlag(Flags.AD));
  }

  @Test
  void whatDoesNotFitGoesFromTheEndAndOnlyLostAnswersAreToldOf() throws IOException {
    byte[] cut = RelayedReply.write(query(RD, false), theirs(100, 3), OPT, 512);
    Message reply = new Message(cut);
    assertTrue(cut.length <= 512 && cut.length > 512 - 16);
    assertTrue(reply.getHeader().getFlag(Flags.TC));
    assertEquals(0, reply.getSection(Section.AUTHORITY).size());
    assertNotNull(reply.getOPT());

    Message whole = new Message(RelayedReply.write(query(RD, false), theirs(20, 20), OPT, 512));
    assertFalse(whole.getHeader().getFlag(Flags.TC));
    assertEquals(20, whole.getSection(Section.ANSWER).size());
    assertTrue(whole.getSection(Section.AUTHORITY).size() < 20);
  }

  @Test
  void aServersTruncationIsPassedOn() throws IOException {
    byte[] reply = RelayedReply.write(query(RD, false), theirs(0, 0, Flags.TC), NONE, 512);
    assertTrue(new Message(reply).getHeader().getFlag(Flags.TC));
  }

  @Test
  void anAnswerToAnotherQuestionIsAFailure() throws IOException {
    Query other = new Query(7, RD, DnsName.of("www.example.com"), 28, 1, null, -1);
    Message reply = new Message(RelayedReply.write(other, theirs(1, 0), NONE, 512));
    assertEquals(Rcode.SERVFAIL, reply.getRcode());
    assertEquals(0, reply.getSection(Section.ANSWER).size());
  }
}
