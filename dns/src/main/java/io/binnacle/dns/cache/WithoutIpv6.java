package io.binnacle.dns.cache;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.RrType;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Outside names for a cluster that has no IPv6: nobody is asked for AAAA records, which nobody could use. The answer is that
/// there are none, never that there is no such name: that would take the A records with it.
///
/// The SOA record, which says for how long that may be believed (RFC 2308 §2.2), is our own and stands at the name itself: where the
/// zone begins is not known without asking.
public final class WithoutIpv6 implements OutsideNames {
  /// QR and RA.
  private static final int FLAGS = 0x8080;

  private static final int HEADER = 12;
  private static final int REFRESH = 7_200;
  private static final int RETRY = 1_800;
  private static final int EXPIRE = 86_400;

  private final OutsideNames others;
  private final int ttl;

  /// @param others asked for everything else; closed with this
  /// @param ttl seconds the absence may be believed, ≥ 0
  public WithoutIpv6(OutsideNames others, int ttl) {
    this.others = others;
    this.ttl = ttl;
  }

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    if (question.type() == RrType.AAAA) {
      out.accept(new OutsideAnswer.Answered(noData(question), false));
    } else {
      others.resolve(question, out);
    }
  }

  @Override
  public PacketAnswerer packets(QueryCounters counters, RandomGenerator random) {
    return others.packets(counters, random); // who has never seen a question for AAAA
  }

  @Override
  public void close() {
    others.close();
  }

  /// Header, question, and an SOA record whose owner points to the question, with the root for both of its names.
  private byte[] noData(OutsideQuestion question) {
    int name = question.name().length();
    byte[] out = new byte[HEADER + name + 4 + 12 + 22];
    put(out, 2, FLAGS, 2);
    put(out, 4, 1, 2);
    put(out, 8, 1, 2);
    question.name().writeTo(out, HEADER);
    int at = HEADER + name;
    put(out, at, RrType.AAAA, 2);
    put(out, at + 2, 1, 2);
    put(out, at + 4, 0xc000 | HEADER, 2);
    put(out, at + 6, RrType.SOA, 2);
    put(out, at + 8, 1, 2);
    put(out, at + 10, ttl, 4);
    put(out, at + 14, 22, 2);
    put(out, at + 18, 1, 4);
    put(out, at + 22, REFRESH, 4);
    put(out, at + 26, RETRY, 4);
    put(out, at + 30, EXPIRE, 4);
    put(out, at + 34, ttl, 4);
    return out;
  }

  private static void put(byte[] out, int at, int value, int octets) {
    for (int i = 0; i < octets; i++) {
      out[at + i] = (byte) (value >> 8 * (octets - 1 - i));
    }
  }
}
