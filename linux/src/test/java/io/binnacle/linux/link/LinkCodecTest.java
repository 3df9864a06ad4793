package io.binnacle.linux.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkCodecTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @Test
  void anAddressAndARouteReadAsTheyAreWritten() throws Exception {
    InetAddress address = InetAddress.getByName("fd00:244::1");
    MessageWriter out = new MessageWriter(0);
    out.begin(20, 0, 1);
    out.raw(LinkCodec.ifaddr(address, 64, 3));
    LinkCodec.address(out, address);
    out.end();
    List<Address> addresses = new ArrayList<>();
    LinkCodec.address(first(out), addresses);
    assertEquals(List.of(new Address(3, address, 64, Address.Scope.UNIVERSE)), addresses);

    Route route =
        new Route(InetAddress.getByName("10.96.0.0"), 12, InetAddress.getByName("10.0.0.1"), 4, 50);
    out.clear();
    out.begin(24, 0, 1);
    out.raw(LinkCodec.rtmsg(route, false));
    LinkCodec.route(out, route);
    out.end();
    List<Route> routes = new ArrayList<>();
    LinkCodec.route(first(out), routes);
    assertEquals(List.of(route), routes);
  }

  @Test
  void aPrefixLongerThanItsAddressIsABug() {
    assertThrows(
        IllegalArgumentException.class,
        () -> LinkCodec.ifaddr(InetAddress.getByName("10.0.0.1"), 33, 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsAtRandomAreSomethingOrNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] body = new byte[random.nextInt(120)];
      random.nextBytes(body);
      for (int i = 8; i + 4 <= body.length; i += 8) {
        body[i] = (byte) (4 + random.nextInt(20));
        body[i + 1] = 0;
      }
      Message message = new Message(16, 0, 1, 0, MemorySegment.ofArray(body));
      List<Link> links = new ArrayList<>();
      List<Address> addresses = new ArrayList<>();
      List<Route> routes = new ArrayList<>();
      LinkCodec.link(message, links);
      LinkCodec.address(message, addresses);
      LinkCodec.route(message, routes);
      assertTrue(links.size() + addresses.size() + routes.size() <= 3);
    }
  }

  private static Message first(MessageWriter out) {
    return Objects.requireNonNull(Message.first(out.written()));
  }
}
