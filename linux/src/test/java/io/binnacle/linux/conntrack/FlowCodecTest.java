package io.binnacle.linux.conntrack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowCodecTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @Test
  void aFlowReadsAsTheKernelTellsIt() throws Exception {
    Flow flow = read(message("10.244.0.5", "10.96.0.10", "10.244.0.9"));
    assertEquals(
        new Flow(
            17,
            new Flow.Direction(at("10.244.0.5"), 40_000, at("10.96.0.10"), 53),
            new Flow.Direction(at("10.244.0.9"), 1053, at("10.244.0.5"), 40_000),
            0x01020304,
            0),
        flow);
    assertEquals(
        "protocol 17 10.244.0.5:40000→10.96.0.10:53, reply 10.244.0.9:1053→10.244.0.5:40000",
        String.valueOf(flow));
  }

  @Test
  void ipv6ReadsLikewise() throws Exception {
    Flow flow = read(message("fd00::5", "fd00:96::a", "fd00::9"));
    assertEquals(at("fd00:96::a"), flow == null ? null : flow.original().destination());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsAtRandomAreAFlowOrNone(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = message("10.244.0.5", "10.96.0.10", "10.244.0.9").toArray(ValueLayout.JAVA_BYTE);
    for (int round = 0; round < 2_000; round++) {
      byte[] bad = good.clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        bad[16 + random.nextInt(bad.length - 16)] = (byte) random.nextInt();
      }
      read(MemorySegment.ofArray(bad));
    }
  }

  @Test
  void halfAFlowIsNone() {
    MessageWriter out = new MessageWriter(0);
    out.begin(0x100, 0, 1);
    out.raw((byte) 2, (byte) 0, (byte) 0, (byte) 0);
    tuple(out, 1, new byte[] {10, 0, 0, 1}, 1, new byte[] {10, 0, 0, 2}, 2);
    out.end();
    assertNull(read(out.written()));
  }

  private static MemorySegment message(String client, String vip, String pod) throws Exception {
    MessageWriter out = new MessageWriter(0);
    out.begin(0x100, 0, 1);
    byte[] from = at(client).getAddress();
    out.raw((byte) (from.length == 16 ? 10 : 2), (byte) 0, (byte) 0, (byte) 0);
    tuple(out, 1, from, 40_000, at(vip).getAddress(), 53);
    tuple(out, 2, at(pod).getAddress(), 1053, from, 40_000);
    out.be32(12, 0x01020304);
    out.end();
    return out.written();
  }

  private static void tuple(
      MessageWriter out, int type, byte[] from, int fromPort, byte[] to, int toPort) {
    int tuple = out.nest(type);
    int ip = out.nest(1);
    out.attr(from.length == 16 ? 3 : 1, from);
    out.attr(from.length == 16 ? 4 : 2, to);
    out.unnest(ip);
    int proto = out.nest(2);
    out.u8(1, 17);
    out.be16(2, fromPort);
    out.be16(3, toPort);
    out.unnest(proto);
    out.unnest(tuple);
  }

  private static @Nullable Flow read(MemorySegment datagram) {
    Message message = Message.first(datagram);
    return message == null ? null : FlowCodec.read(message);
  }

  private static InetAddress at(String text) throws Exception {
    return InetAddress.getByName(text);
  }
}
