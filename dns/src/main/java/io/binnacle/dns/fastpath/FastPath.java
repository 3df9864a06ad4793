package io.binnacle.dns.fastpath;

import io.binnacle.dns.metrics.AnswerSource;
import io.binnacle.dns.metrics.MatchedZone;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.ExtendedError;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.ReplyForm;
import io.binnacle.dns.zone.AddressSet;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.SearchMiss;
import io.binnacle.dns.zone.SearchMiss.Missing;
import io.binnacle.dns.zone.ServiceLookup;
import io.binnacle.dns.zone.ServiceLookup.Verdict;
import io.binnacle.dns.zone.ServiceRecords;
import io.binnacle.dns.zone.SliceRecords;
import io.binnacle.dns.zone.WireName;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Answers questions about Services and what is below them, and denies the other names below `svc` and beside it, which is
/// where search lists lead. One thread.
///
/* What is decided about a name is decided by ServiceLookup, for this path as for the other. The query stays untouched until
 * it is known that the reply fits, so that the other path can still have it. Nothing here allocates, also not before the
 * compiler has seen it: all that is needed for a query lies in fields. */
public final class FastPath implements PacketAnswerer {
  /// More addresses, or targets and addresses of theirs, than any datagram takes.
  private static final int MOST = 80;

  /// Types that are more than a type: meta types and questions (RFC 6895 §3.1).
  private static final int META = 128;

  private static final int META_END = 256;

  private static final int SRV_SIZE = 18;

  /// Octets of an OPT record and of an extended error in it, but for its text.
  private static final int EXPLANATION = PlainQuestion.OPT_SIZE + 6;

  private static final byte[] SVC = label("svc");
  private static final byte[] POD = label("pod");
  private static final byte[] DNS = label("dns");
  private static final byte[] VERSION = label("dns-version");

  private final Supplier<ClusterZone> zones;
  private final QueryCounters counters;
  private final PlainQuestion question = new PlainQuestion();
  private final ReplyInPlace reply = new ReplyInPlace();
  private final ServiceLookup lookup = new ServiceLookup(MOST);
  private final int[] targetAt = new int[MOST];
  private final byte[] why = new byte[SearchMiss.MAX_TEXT];
  private long random;

  // What follows from the snapshot used last.
  private @Nullable ClusterZone zone;
  private byte[] domain = {};
  private int domainLabels;
  private int ttl;
  private int headlessTtl;

  /// Whether the query asked for last is about the cluster, as far as could be seen.
  private boolean ours;

  private boolean decides;
  private boolean denies;
  private @Nullable SoaTemplate soa;

  /// @param zones asked once a query
  /// @param random where the order of addresses begins
  public FastPath(Supplier<ClusterZone> zones, QueryCounters counters, RandomGenerator random) {
    this.zones = zones;
    this.counters = counters;
    this.random = random.nextLong() | 1;
  }

  private static byte[] label(String label) {
    return ((char) label.length() + label).getBytes(StandardCharsets.US_ASCII);
  }

  /// This one, and `next` for names outside: what others have said about a name of the cluster may be wrong by now.
  @Override
  public PacketAnswerer orElse(PacketAnswerer next) {
    return next == NOTHING
        ? this
        : (buffer, at, length, room) -> {
          ours = false;
          int reply = answer(buffer, at, length, room);
          return reply == SLOW && !ours ? next.answer(buffer, at, length, room) : reply;
        };
  }

  @Override
  public int answer(MemorySegment buffer, long at, int length, int room) {
    if (room < ReplyForm.MIN_UDP_SIZE) {
      return SLOW;
    }
    if (!question.read(buffer, at, length)) {
      return isQuery(buffer, at, length) ? SLOW : DROP;
    }
    int type = question.type();
    ClusterZone now = zones.get();
    if (!now.isReady() || type == 0 || type == RrType.OPT || type >= META && type < META_END) {
      return SLOW;
    }
    if (now != zone) {
      use(now);
    }
    int labels = question.labels() - domainLabels;
    ours = labels >= 0 && question.endsIn(domain, domainLabels);
    if (!ours || labels == 0 || !decides) {
      return SLOW;
    }
    int size = below(now, buffer, at, room, labels);
    if (size > 0) {
      count(type, buffer.get(PlainQuestion.U16, at + 2) & 0xf, length, size);
    }
    return size;
  }

  private static boolean isQuery(MemorySegment buffer, long at, int length) {
    return length >= PlainQuestion.HEADER && buffer.get(PlainQuestion.U16, at + 2) >= 0; // QR
  }

  private void use(ClusterZone now) {
    byte[] labels = WireName.of(now.config().domain());
    byte[] rooted = new byte[labels.length + 1];
    System.arraycopy(labels, 0, rooted, 0, labels.length);
    domain = rooted;
    domainLabels = now.config().domain().size();
    ttl = now.config().ttl();
    headlessTtl = now.config().headlessTtl();
    decides = true;
    denies = !now.config().options().autopath();
    for (DnsName other : now.config().options().otherDomains()) {
      decides &= !other.isUnder(now.config().domain());
    }
    for (DnsName other : now.config().options().fallthrough()) {
      denies &= !other.isUnder(now.config().domain()) && !now.config().domain().isUnder(other);
    }
    soa = new SoaTemplate(now.soa());
    zone = now;
  }

  private void count(int type, int rcode, int queryOctets, int replyOctets) {
    if (question.dnssecOk()) {
      counters.answered(
          MatchedZone.CLUSTER,
          AnswerSource.KUBERNETES,
          type,
          rcode,
          true,
          queryOctets,
          replyOctets);
    } else {
      counters.answered(type, rcode, queryOctets, replyOctets);
    }
  }

  /// Answers for a name with `labels` labels below the cluster domain.
  private int below(ClusterZone now, MemorySegment buffer, long at, int room, int labels) {
    int branch = labels - 1;
    if (!question.isLabel(branch, SVC)) {
      boolean special =
          question.isLabel(branch, POD)
              || question.isLabel(branch, DNS)
              || question.isLabel(branch, VERSION);
      return special ? SLOW : missing(buffer, at, labels, Missing.BRANCH);
    }
    if (labels == 1) {
      return deny(buffer, at, Rcode.NOERROR, 0);
    }
    if (labels == 2) {
      return hasNamespace(now, labels)
          ? deny(buffer, at, Rcode.NOERROR, 0)
          : missing(buffer, at, branch, Missing.NAMESPACE);
    }
    int serviceAt = question.labelAt(labels - 3);
    ServiceRecords service = now.service(question.name(), serviceAt, question.labelAt(branch));
    if (service == null) {
      return !question.edns() || hasNamespace(now, labels)
          ? missing(buffer, at, labels - 2, Missing.SERVICE)
          : missing(buffer, at, branch, Missing.NAMESPACE);
    }
    int type = question.type();
    Verdict verdict =
        lookup.ask(service, question.name(), 0, serviceAt, labels - 3, type, nextInt());
    return switch (verdict) {
      case NO_DATA -> deny(buffer, at, Rcode.NOERROR, 0);
      case NO_NAME ->
          question.edns() || !denies
              ? SLOW // the Service is there: people will want to know what it lacks
              : deny(buffer, at, Rcode.NXDOMAIN, 0);
      case ADDRESSES -> addresses(buffer, at, room, type == RrType.AAAA, ttl(service, labels - 3));
      case SERVICES -> services(service, buffer, at, room, labels);
      case ALIAS -> SLOW;
    };
  }

  private int ttl(ServiceRecords service, int below) {
    return service.isOfEndpoints(below) ? headlessTtl : ttl;
  }

  /// Denies a name, unless others may know it.
  ///
  /// @param searched how many labels of it a search list may have been applied to
  private int missing(MemorySegment buffer, long at, int searched, Missing what) {
    if (!denies) {
      return SLOW;
    }
    int text =
        question.edns()
            ? SearchMiss.write(question.name(), question.labelAt(searched), what, why, 0)
            : 0;
    return deny(buffer, at, Rcode.NXDOMAIN, text);
  }

  private boolean hasNamespace(ClusterZone now, int labels) {
    return now.hasNamespace(
        question.name(), question.labelAt(labels - 2), question.labelAt(labels - 1));
  }

  /// Octets the reply may take, those of an OPT record kept free.
  private int limit(int room) {
    int most = Math.min(room, ReplyForm.UDP_SIZE);
    return question.edns()
        ? Math.clamp(question.udpSize(), ReplyForm.MIN_UDP_SIZE, most) - PlainQuestion.OPT_SIZE
        : ReplyForm.MIN_UDP_SIZE;
  }

  /// @param text how many octets of `why` are to be said
  private int deny(MemorySegment buffer, long at, int rcode, int text) {
    SoaTemplate template = soa;
    if (template == null) {
      return SLOW;
    }
    reply.begin(buffer, at, question.end());
    reply.soa(template, question.end() - 4 - domain.length);
    if (question.edns()) {
      int said = reply.size() + text + EXPLANATION <= ReplyForm.MIN_UDP_SIZE ? text : 0;
      reply.opt(question.dnssecOk(), why, said);
      if (said > 0) {
        counters.explained(ExtendedError.OTHER);
      }
    }
    return reply.finish(question.flags(), false, rcode);
  }

  /// Writes as many of the addresses as fit, in random order.
  private int addresses(MemorySegment buffer, long at, int room, boolean isIpv6, int seconds) {
    AddressSet set = lookup.addresses();
    int fits = (limit(room) - question.end()) / (isIpv6 ? 28 : 16);
    int all = set.size();
    int count = Math.min(all, fits);
    reply.begin(buffer, at, question.end());
    for (int i = 0; i < count; i++) {
      if (i < all - 1) {
        set.swap(i, i + nextInt(all - i));
      }
      if (isIpv6) {
        reply.aaaa(seconds, set.high(i), set.low(i));
      } else {
        reply.a(seconds, set.low(i));
      }
    }
    if (question.edns()) {
      reply.opt(question.dnssecOk(), why, 0);
    }
    return reply.finish(question.flags(), count < all || lookup.hasMore(), Rcode.NOERROR);
  }

  /// Writes SRV records and the addresses of their targets, if all of them fit.
  private int services(
      ServiceRecords service, MemorySegment buffer, long at, int room, int labels) {
    // A target: perhaps an endpoint, then the Service in lower case, then the rest as it stands in
    // the question.
    int restAt = PlainQuestion.HEADER + question.labelAt(labels - 1);
    int restEnd = question.end() - 4;
    int own = service.name().length + restEnd - restAt;
    int size = question.end() + glueSize();
    for (int i = 0; i < lookup.targets(); i++) {
      int target = own + endpointSize(service, i);
      size += SRV_SIZE + target;
      if (target > 255) {
        return SLOW;
      }
    }
    if (lookup.hasMore() || size > limit(room)) {
      return SLOW;
    }
    int seconds = ttl(service, labels - 3);
    reply.begin(buffer, at, question.end());
    for (int i = 0; i < lookup.targets(); i++) {
      int endpoint = endpointSize(service, i);
      reply.srv(seconds, lookup.weight(), lookup.targetPort(i), own + endpoint);
      targetAt[i] = reply.size();
      if (endpoint > 0) {
        SliceRecords slice = service.slice(lookup.targetSlice(i));
        int nameAt = slice.nameAt(lookup.targetEntry(i));
        reply.octets(slice.names(), nameAt, nameAt + endpoint);
      }
      reply.octets(service.name(), 0, service.name().length);
      reply.again(restAt, restEnd);
    }
    for (int i = 0; i < lookup.glue(); i++) {
      reply.glue(
          targetAt[lookup.glueTarget(i)],
          seconds,
          lookup.glueIsIpv6(i),
          lookup.glueHigh(i),
          lookup.glueLow(i));
    }
    if (question.edns()) {
      reply.opt(question.dnssecOk(), why, 0);
    }
    return reply.finish(question.flags(), false, Rcode.NOERROR);
  }

  private int glueSize() {
    int size = 0;
    for (int i = 0; i < lookup.glue(); i++) {
      size += lookup.glueIsIpv6(i) ? 28 : 16;
    }
    return size;
  }

  /// Octets of the endpoint's label in the name of a target; 0 if the target is the Service.
  private int endpointSize(ServiceRecords service, int target) {
    int entry = lookup.targetEntry(target);
    if (entry == ServiceLookup.ITSELF) {
      return 0;
    }
    SliceRecords slice = service.slice(lookup.targetSlice(target));
    return slice.nameEnd(entry) - slice.nameAt(entry);
  }

  /// A number from 0 to before `bound`.
  private int nextInt(int bound) {
    return (int) ((nextInt() & 0xffff_ffffL) * bound >>> 32);
  }

  /// Marsaglia's xorshift: enough for spreading load.
  private int nextInt() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) (random >>> 32);
  }
}
