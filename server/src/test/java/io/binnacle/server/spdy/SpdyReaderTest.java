package io.binnacle.server.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The codec against Netty's, an implementation that shares nothing with it, and against bytes nobody should send.
class SpdyReaderTest {
  private static EmbeddedChannel netty() {
    return new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  }

  private static List<Frame> read(byte[] bytes) throws IOException {
    List<Frame> out = new ArrayList<>();
    try (SpdyReader reader = new SpdyReader(new ByteArrayInputStream(bytes))) {
      for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
        out.add(frame);
      }
    }
    return out;
  }

  @Test
  void readsWhatNettyWrites() throws IOException {
    EmbeddedChannel netty = netty();
    for (int id = 1; id <= 5; id += 2) { // the compression goes on from one block to the next
      DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
      reply.headers().set("streamtype", "error").set("port", "8080");
      netty.writeOutbound(reply);
    }
    netty.writeOutbound(
        new DefaultSpdyDataFrame(3, Unpooled.wrappedBuffer(new byte[100_000])).setLast(true),
        new DefaultSpdyWindowUpdateFrame(3, 10),
        new DefaultSpdyPingFrame(2),
        new DefaultSpdyRstStreamFrame(5, 5),
        new DefaultSpdyGoAwayFrame(5));
    List<Frame> frames = read(written(netty));
    for (int i = 0; i < 3; i++) {
      assertEquals(
          new Frame.SynReply(2 * i + 1, Map.of("streamtype", "error", "port", "8080"), false),
          frames.get(i));
    }
    int length = 0;
    int at = 3;
    while (frames.get(at) instanceof Frame.Data data) {
      assertEquals(3, data.stream());
      length += data.bytes().length;
      assertEquals(length == 100_000, data.last());
      at++;
    }
    assertEquals(100_000, length);
    assertEquals(
        List.of(
            new Frame.Ignored(9), new Frame.Ping(2), new Frame.Reset(5, 5), new Frame.GoAway(5)),
        frames.subList(at, frames.size()));
  }

  @Test
  void nettyReadsWhatItWrites() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SpdyWriter writer = new SpdyWriter(out)) {
      writer.synStream(() -> 1, Map.of("streamtype", "error"));
      writer.synStream(() -> 3, Map.of("streamtype", "data", "port", "80", "requestid", "0"));
      writer.data(3, "hello".getBytes(StandardCharsets.UTF_8), 1, 3, false);
      writer.data(3, new byte[0], 0, 0, true);
      writer.ping(2);
      writer.reset(1, 5);
      writer.goAway();
    }
    EmbeddedChannel netty = netty();
    netty.writeInbound(Unpooled.wrappedBuffer(out.toByteArray()));
    SpdySynStreamFrame first = netty.readInbound();
    assertEquals(1, first.streamId());
    assertEquals("error", first.headers().getAsString("streamtype"));
    SpdySynStreamFrame second = netty.readInbound();
    assertEquals("80", second.headers().getAsString("port"));
    assertEquals("0", second.headers().getAsString("requestid"));
    SpdyDataFrame data = netty.readInbound();
    assertEquals("ell", data.content().toString(StandardCharsets.UTF_8));
    SpdyDataFrame last = netty.readInbound();
    assertEquals(true, last.isLast());
    assertEquals(2, netty.<SpdyPingFrame>readInbound().id());
    assertEquals(1, netty.<SpdyRstStreamFrame>readInbound().streamId());
    assertNotNull(netty.<SpdyGoAwayFrame>readInbound());
  }

  record Hostile(String what, String hex, String says) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Hostile> hostile() {
    return Stream.of(
        new Hostile("another version", "8002000600000004 00000002", "version 2"),
        new Hostile("HTTP", "485454502f312e31 2034303020", "EOF"),
        new Hostile("a control frame of 16 MiB", "8003000100ffffff", "16777215"),
        new Hostile("a ping of five octets", "8003000600000005 0000000200", "type 6"),
        new Hostile("a ping of three octets", "8003000600000003 000000", "type 6"),
        new Hostile("a reset cut short", "8003000300000008 00000001", "EOF"),
        new Hostile("a SYN_REPLY without a stream", "8003000200000002 0000", "type 2"),
        new Hostile("headers that are no zlib", "8003000200000008 00000001deadbeef", "compressed"),
        new Hostile(
            "zlib without the dictionary",
            "8003000200000011 00000001 789c6360606000000004 000100",
            "header block"),
        new Hostile("a data frame cut short", "0000000100000010 00", "EOF"),
        new Hostile("half a head", "8003", "EOF"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void refuses(Hostile hostile) {
    byte[] bytes = HexFormat.of().parseHex(hostile.hex.replace(" ", ""));
    IOException e = assertThrows(IOException.class, () -> read(bytes));
    if (hostile.says.equals("EOF")) {
      assertInstanceOf(EOFException.class, e);
    } else {
      assertInstanceOf(SpdyException.class, e);
      assertThat(e).hasMessageContaining(hostile.says);
    }
  }

  @Test
  void aHeaderBlockThatUnpacksToMegabytesIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SpdyWriter writer = new SpdyWriter(out)) {
      writer.synStream(() -> 2, Map.of("a", "b".repeat(4 << 20)));
    }
    assertThrows(SpdyException.class, () -> read(out.toByteArray()));
  }

  @Test
  void lengthsWithinABlockAreNotTrusted() throws IOException {
    // A count of 2³¹−1, and a name of as much, packed properly.
    for (String hex :
        List.of("7fffffff", "000000017fffffff", "00000001ffffffff", "0000000100000001")) {
      try (HeaderBlock.Packer packer = new HeaderBlock.Packer();
          HeaderBlock.Unpacker unpacker = new HeaderBlock.Unpacker()) {
        byte[] packed = packer.packRaw(HexFormat.of().parseHex(hex));
        assertThrows(SpdyException.class, () -> unpacker.unpack(packed), hex);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedStreamsEndInAnOrdinaryWay(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteArrayOutputStream good = new ByteArrayOutputStream();
    try (SpdyWriter writer = new SpdyWriter(good)) {
      for (int id = 2; id < 20; id += 2) {
        int now = id;
        writer.synStream(() -> now, Map.of("streamtype", "data", "n", Integer.toString(id)));
        writer.data(id, new byte[50], 0, 50, id % 4 == 0);
        writer.ping(id);
      }
    }
    for (int round = 0; round < 500; round++) {
      byte[] bytes = good.toByteArray();
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      try {
        read(cut);
      } catch (IOException _) {
        // an ordinary result; anything else fails the test
      }
    }
  }

  private static byte[] written(EmbeddedChannel netty) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuf buffer = netty.readOutbound(); buffer != null; buffer = netty.readOutbound()) {
      out.writeBytes(ByteBufUtil.getBytes(buffer));
    }
    return out.toByteArray();
  }

  @Test
  void theDictionaryIsAsLongAsTheSpecifications() {
    assertEquals(1423, HeaderBlock.dictionary().length);
  }
}
