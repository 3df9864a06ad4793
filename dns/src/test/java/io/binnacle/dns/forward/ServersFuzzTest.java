package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.dns.name.DnsName;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/// What servers are named by, and what they send.
class ServersFuzzTest {
  @FuzzTest
  void anyTextNamesAFewServers(byte[] octets) {
    ResolvConf read =
        ResolvConf.parse(
            new String(octets, StandardCharsets.ISO_8859_1), List.of(new InetSocketAddress(53)));
    assertTrue(read.upstreams().size() <= ForwardRule.MAX_UPSTREAMS);
    for (Upstream upstream : read.upstreams()) {
      assertTrue(!upstream.address().getAddress().isLoopbackAddress());
    }
  }

  @FuzzTest
  void anyOctetsAreAMessageOrNone(byte[] octets) {
    AskedMessage asked =
        AskedMessage.of(
            new OutsideQuestion(DnsName.of("www.example.com."), 1, false, false, false),
            true,
            new SplittableRandom(1));
    boolean exactly = octets.length >= 12 && asked.isRepeatedExactlyBy(octets);
    assertTrue(!exactly || octets[4] != 0 || octets[5] != 1 || asked.isRepeatedBy(octets));
    int length = octets.length;
    ReplyMessage message = ReplyMessage.read(octets);
    if (message != null) {
      assertTrue(message.octets().length <= length);
      assertTrue(message.rcode() >= 0 && message.rcode() < 4_096);
      ReplyMessage again = ReplyMessage.read(message.octets().clone());
      assertTrue(again != null && again.octets().length == message.octets().length, "settled");
    }
  }
}
