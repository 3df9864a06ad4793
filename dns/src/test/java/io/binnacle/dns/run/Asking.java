package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.transfer.ZoneTransfers;
import io.binnacle.dns.zone.ClusterZone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Asks a resolver without sockets, in messages another implementation writes and reads.
final class Asking {
  private final Outside outside;
  private final Resolver resolver;
  private final InetAddress client;

  Asking(ClusterZone zone, Outside outside) {
    this(zone, outside, ReplyPolicy.OPEN, ZoneTransfers.NOBODY, "10.244.1.2");
  }

  Asking(
      ClusterZone zone,
      Outside outside,
      ReplyPolicy policy,
      ZoneTransfers transfers,
      String client) {
    this.outside = outside;
    this.client = InetAddress.ofLiteral(client);
    this.resolver =
        new Resolver(
            new Resolver.Parts(
                () -> zone,
                outside,
                ClientNamespaces.NONE,
                policy,
                transfers,
                RandomGenerator.of("L64X128MixRandom"),
                List::of,
                java.time.InstantSource.system()));
  }

  /// A question with EDNS, recursion desired.
  static Message query(String name, int type, EDNSOption... options) throws IOException {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    return query;
  }

  static int extendedError(Message reply) {
    OPTRecord opt = reply.getOPT();
    return opt == null
        ? -1
        : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
            .map(o -> ((ExtendedErrorCodeOption) o).getErrorCode())
            .findFirst()
            .orElse(-1);
  }

  List<OutsideQuestion> questions() {
    return outside.asked;
  }

  Message udp(Message query) throws IOException {
    return one(query.toWire(65_535), Client.Transport.UDP);
  }

  Message tcp(Message query) throws IOException {
    return one(query.toWire(65_535), Client.Transport.TCP);
  }

  Message dot(Message query) throws IOException {
    return one(query.toWire(65_535), Client.Transport.DOT);
  }

  Message one(byte[] query, Client.Transport transport) throws IOException {
    List<byte[]> replies = raw(query, transport);
    assertTrue(replies.size() == 1, replies.size() + " replies");
    return new Message(replies.getFirst());
  }

  /// All messages of the reply.
  List<byte[]> raw(byte[] query, Client.Transport transport) {
    List<byte[]> replies = new ArrayList<>();
    List<Boolean> ends = new ArrayList<>();
    InetSocketAddress here = new InetSocketAddress(client, 53);
    resolver.resolve(
        query,
        query.length,
        new Client(new InetSocketAddress(client, 4711), here, transport),
        new ReplySink() {
          @Override
          public void message(byte[] message, boolean last) {
            replies.add(message);
            if (last) {
              ends.add(true);
            }
          }

          @Override
          public void nothing() {
            ends.add(false);
          }
        });
    assertTrue(ends.size() == 1, "one end, not " + ends);
    return replies;
  }
}
