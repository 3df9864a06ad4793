package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Connections over real sockets on the loopback.
@Timeout(60)
class StreamsTest {
  private static final String WEB = "web.default.svc.cluster.local.";
  private static final ClusterZone CROWD = Zones.headless(200);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final List<AutoCloseable> running = new ArrayList<>();
  private final Held outside = new Held();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : running.reversed()) {
      part.close();
    }
  }

  /// Answers only when told to.
  private static final class Held implements OutsideNames {
    record Question(OutsideQuestion question, Consumer<OutsideAnswer> out) {}

    final BlockingQueue<Question> waiting = new LinkedBlockingQueue<>();
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    @Override
    public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      waiting.add(new Question(question, out));
    }

    void answerNext() throws InterruptedException {
      Question next = waiting.take();
      String name = next.question.name().toString();
      underWay.decrementAndGet();
      next.out.accept(
          new OutsideAnswer.Answered(
              Outside.message(name, Rcode.NOERROR, 0, name + " 60 IN A 203.0.113.10"), false));
    }

    @Override
    public void close() {}
  }

  private Streams streams = new Streams(StreamLimits.DEFAULT);
  private InetSocketAddress at = new InetSocketAddress(0);

  private void serve(StreamLimits limits) throws IOException {
    serve(limits, "127.0.0.1");
  }

  private void serve(StreamLimits limits, String address) throws IOException {
    serve(new Streams(limits), address);
  }

  private void serve(Streams made, String address) throws IOException {
    streams.close();
    streams = made;
    running.add(streams);
    Streams.Listener listener =
        streams.listen(
            new InetSocketAddress(InetAddress.ofLiteral(address), 0),
            new Resolver(() -> CROWD, outside, ClientNamespaces.NONE));
    running.add(listener);
    at = listener.address();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(at.getAddress(), at.getPort());
    running.add(socket);
    return socket;
  }

  private static byte[] query(int id, String name) throws IOException {
    Message query = Asking.query(name, Type.A);
    query.getHeader().setID(id);
    return framed(query.toWire());
  }

  static byte[] framed(byte[] message) {
    byte[] out = new byte[message.length + 2];
    out[0] = (byte) (message.length >> 8);
    out[1] = (byte) message.length;
    System.arraycopy(message, 0, out, 2, message.length);
    return out;
  }

  static Message reply(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return new Message(message);
  }

  private static void assertEnded(Socket socket) throws IOException {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (IOException reset) {
      assertTrue(String.valueOf(reset.getMessage()).contains("reset"), reset.toString());
    }
  }

  private static StreamLimits limits(int connections, int perSource, int inFlight, Duration idle) {
    return new StreamLimits(connections, perSource, inFlight, idle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void queriesInOneGoAreAllAnswered(String address) throws IOException {
    serve(StreamLimits.DEFAULT, address);
    Socket socket = connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id = 0; id < 1_000; id++) {
      all.write(query(id, "crowd.default.svc.cluster.local."));
    }
    Thread.startVirtualThread(() -> write(socket, all.toByteArray()));
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Message reply = reply(socket);
      assertEquals(200, reply.getSection(Section.ANSWER).size());
      ids.add(reply.getHeader().getID());
    }
    assertEquals(1_000, ids.size());
  }

  private static void write(Socket socket, byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
    } catch (IOException closed) {
      throw new java.io.UncheckedIOException(closed);
    }
  }

  @Test
  void aQueryMayComeOctetByOctet() throws IOException {
    serve(StreamLimits.DEFAULT);
    Socket socket = connect();
    socket.setTcpNoDelay(true);
    for (byte octet : query(7, "crowd.default.svc.cluster.local.")) {
      socket.getOutputStream().write(octet);
    }
    assertEquals(7, reply(socket).getHeader().getID());
  }

  @Test
  void aSlowAnswerHoldsUpNoOther() throws Exception {
    serve(StreamLimits.DEFAULT);
    Socket socket = connect();
    OutputStream out = socket.getOutputStream();
    out.write(query(1, "slow.example.com."));
    out.write(query(2, WEB));
    assertEquals(2, reply(socket).getHeader().getID());
    outside.answerNext();
    assertEquals(1, reply(socket).getHeader().getID());
  }

  @Test
  void onlySoManyQueriesOfAConnectionAreWorkedOnAtOnce() throws Exception {
    serve(limits(10, 10, 4, LONG));
    Socket socket = connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id = 0; id < 100; id++) {
      all.write(query(id, "n" + id + ".example.com."));
    }
    socket.getOutputStream().write(all.toByteArray());
    for (int id = 0; id < 100; id++) {
      outside.answerNext();
      assertEquals(id, reply(socket).getHeader().getID());
    }
    assertEquals(4, outside.most.get());
  }

  @Test
  void whoDoesNotReadIsNotReadFromAndThenCutOff() throws Exception {
    serve(limits(10, 10, 64, SHORT));
    Socket socket = connect();
    byte[] query = query(7, "crowd.default.svc.cluster.local.");
    assertThrows(
        IOException.class,
        () -> {
          while (true) {
            socket.getOutputStream().write(query);
          }
        });
  }

  @Test
  void whereTooMuchIsUnreadWhoDoesNotReadIsCutOffAtOnce() throws Exception {
    serve(new Streams(limits(10, 10, 64, LONG), 1), "127.0.0.1");
    Socket honest = connect();
    Socket socket = connect();
    byte[] query = query(7, "crowd.default.svc.cluster.local.");
    assertThrows(
        IOException.class,
        () -> {
          while (true) {
            socket.getOutputStream().write(query);
          }
        });
    honest.getOutputStream().write(query);
    assertEquals(7, reply(honest).getHeader().getID());
  }

  @Test
  void whoSaysNothingIsCutOff() throws IOException {
    serve(limits(10, 10, 64, SHORT));
    assertEnded(connect());
  }

  @Test
  void halfAQueryKeepsNothingOpen() throws IOException {
    serve(limits(10, 10, 64, SHORT));
    Socket socket = connect();
    socket.getOutputStream().write(query(7, WEB), 0, 20);
    assertEnded(socket);
  }

  @Test
  void whoWaitsForUsIsNotIdle() throws Exception {
    serve(limits(10, 10, 64, SHORT));
    Socket waiting = connect();
    waiting.getOutputStream().write(query(7, "slow.example.com."));
    assertEnded(connect()); // idle for as long, and cut off
    assertEnded(connect());
    outside.answerNext();
    assertEquals(7, reply(waiting).getHeader().getID());
  }

  @Test
  void oneMoreThanMayBeEndsTheOneThatIsIdleForLongest() throws Exception {
    serve(limits(20, 100, 64, LONG));
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Socket socket = connect();
      socket.getOutputStream().write(query(i, WEB));
      assertEquals(i, reply(socket).getHeader().getID());
      sockets.add(socket);
    }
    assertTrue(streams.count() <= 20, streams.count() + " open");
    assertEnded(sockets.getFirst());
    Socket newest = sockets.getLast();
    newest.getOutputStream().write(query(99, WEB));
    assertEquals(99, reply(newest).getHeader().getID());
  }

  @Test
  void oneSourceHasOnlySoMany() throws IOException {
    serve(limits(20, 2, 64, LONG));
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Socket socket = connect();
      socket.getOutputStream().write(query(i, WEB));
      reply(socket);
      sockets.add(socket);
    }
    assertEnded(connect());
    sockets.getFirst().getOutputStream().write(query(5, WEB));
    assertEquals(5, reply(sockets.getFirst()).getHeader().getID());
  }

  @Test
  void whatIsNoQueryEndsTheConnection() throws IOException {
    serve(StreamLimits.DEFAULT);
    byte[] answer = Asking.query(WEB, Type.A).toWire();
    answer[2] |= (byte) 0x80;
    for (byte[] wrong :
        List.of(new byte[] {0, 0}, framed(new byte[11]), framed(answer), framed(new byte[4_097]))) {
      Socket socket = connect();
      socket.getOutputStream().write(wrong);
      assertEnded(socket);
    }
  }

  @Test
  void whatIsMalformedIsToldSoAndTheConnectionGoesOn() throws IOException {
    serve(StreamLimits.DEFAULT);
    Socket socket = connect();
    byte[] malformed = Asking.query(WEB, Type.A).toWire();
    malformed[5] = 2;
    socket.getOutputStream().write(framed(malformed));
    assertEquals(Rcode.FORMERR, reply(socket).getRcode());
    socket.getOutputStream().write(query(8, WEB));
    assertEquals(8, reply(socket).getHeader().getID());
  }

  @Test
  void whoIsDoneAskingStillGetsItsAnswers() throws Exception {
    serve(StreamLimits.DEFAULT);
    Socket socket = connect();
    socket.getOutputStream().write(query(1, "slow.example.com."));
    socket.getOutputStream().write(query(2, WEB));
    socket.shutdownOutput();
    assertEquals(2, reply(socket).getHeader().getID());
    outside.answerNext();
    assertEquals(1, reply(socket).getHeader().getID());
    assertThrows(EOFException.class, () -> reply(socket));
  }

  @Test
  void whoStopsListeningAnswersWhatIsUnderWay() throws Exception {
    serve(StreamLimits.DEFAULT);
    Socket socket = connect();
    socket.getOutputStream().write(query(1, "slow.example.com."));
    Held.Question question = outside.waiting.take();
    running.removeLast();
    AutoCloseable listener = running.get(1);
    listener.close();
    outside.waiting.add(question);
    outside.answerNext();
    assertEquals(1, reply(socket).getHeader().getID());
    assertEnded(socket);
    assertThrows(IOException.class, this::connect);
  }
}
