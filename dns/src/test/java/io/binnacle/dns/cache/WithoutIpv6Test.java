package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.fake.ScriptedExchange;
import io.binnacle.dns.wire.OutsideMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

class WithoutIpv6Test {
  private final ScriptedExchange servers = new ScriptedExchange();
  private final WithoutIpv6 names =
      new WithoutIpv6(
          new OutsideCache(
              servers, CacheConfig.DEFAULT, new SimulatedScheduler(1), CacheEvents.NONE),
          30);

  private OutsideAnswer.Answered resolve(String name, String type) {
    List<OutsideAnswer> got = new ArrayList<>();
    names.resolve(Replies.ask(name, type), got::add);
    return assertInstanceOf(OutsideAnswer.Answered.class, got.getFirst());
  }

  @Test
  void nobodyIsAskedForAaaaAndTheNameIsNotDenied() throws Exception {
    byte[] octets = resolve("Www.example.com", "AAAA").message();
    assertEquals(0, servers.asked().size());
    Message message = new Message(octets);
    assertEquals("Www.example.com.", message.getQuestion().getName().toString());
    assertEquals(0, message.getRcode());
    SOARecord soa = (SOARecord) message.getSection(Section.AUTHORITY).getFirst();
    assertEquals("Www.example.com.", soa.getName().toString());
    assertEquals(30, soa.getTTL());
    assertEquals(30, soa.getMinimum());
    assertEquals(30, Objects.requireNonNull(OutsideMessage.read(octets)).negativeTtl());
  }

  @Test
  void everythingElseIsAskedFor() {
    servers.script(Replies.address(300, "192.0.2.1"));
    assertEquals(
        "NOERROR www.example.com. 300 A 192.0.2.1", Replies.read(resolve("www.example.com", "A")));
  }
}
