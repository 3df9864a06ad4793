package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.dns.name.DnsName;

/// Octets from anywhere as another server's reply. Without `JAZZER_FUZZ=1` it runs what is in its resources.
class OutsideMessageFuzzTest {
  private static final byte[] NO_OPT = {};

  @FuzzTest
  void whateverIsAcceptedCanBeRelayedWithinAnyLimit(byte[] octets) {
    OutsideMessage message = OutsideMessage.read(octets);
    if (message == null) {
      return;
    }
    long smallest = message.smallestTtl();
    long denial = message.negativeTtl();
    assertTrue(smallest >= -1 && smallest <= 0xffff_ffffL);
    assertTrue(denial >= -1 && denial <= 0xffff_ffffL);
    assertTrue(!message.reachesType() || message.answers() > 0);
    for (char offset : message.ttlOffsets()) {
      assertTrue(offset >= message.questionEnd() && offset + 4 <= octets.length);
    }
    DnsName name = message.name();
    for (char offset : message.repeatOffsets()) {
      assertTrue(offset >= message.questionEnd() && offset + name.length() <= octets.length);
    }
    Query query = new Query(1, Query.RD, name, message.type(), message.qclass(), null, -1);
    byte[] reply = RelayedReply.write(query, octets, NO_OPT, 512);
    assertTrue(reply.length <= 512);
    assertTrue(OutsideMessage.read(reply) != null, "what is cut is still sound");
  }
}
