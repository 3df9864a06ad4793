package io.binnacle.dns.config;

import io.binnacle.dns.config.OwnRule.Strangers;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/// Reads the directive `binnacle`.
final class OwnReader {
  private static final List<String> OPTIONS =
      List.of("cluster_cidr", "log_sample", "no_ipv6", "ratelimit", "service", "strangers", "ttl");
  private static final int MAX_TTL = 3_600;
  private static final int PLENTY = 100_000_000;

  private int negativeTtl = OwnRule.DEFAULT.negativeTtl();
  private int headlessTtl = OwnRule.DEFAULT.headlessTtl();
  private boolean noIpv6;
  private Strangers strangers = OwnRule.DEFAULT.strangers();
  private final List<Cidr> ranges = new ArrayList<>();
  private int rate;
  private int logSample = 1;
  private ObjectKey service = OwnRule.DEFAULT.dnsService();

  static void read(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.count(line, 0, 0, "a block behind it, nothing else");
    OwnReader reader = new OwnReader();
    for (Directive option : line.lines()) {
      reader.option(option);
    }
    if (reader.strangers != Strangers.ANSWER && reader.ranges.isEmpty()) {
      throw Words.wrong(line, "strangers needs cluster_cidr, which says who is none");
    }
    to.own = reader.build();
  }

  private void option(Directive line) throws ConfigException {
    Words.noBlock(line);
    switch (line.word()) {
      case "ttl" -> ttl(line);
      case "no_ipv6" -> {
        Words.count(line, 0, 0, "nothing behind it");
        noIpv6 = true;
      }
      case "strangers" -> {
        Words.count(line, 1, 1, "answer, cluster_only or refuse");
        strangers = Words.choice(line, line.args().getFirst(), Strangers.class);
      }
      case "cluster_cidr" -> {
        Words.count(line, 1, Integer.MAX_VALUE, "ranges such as 10.244.0.0/16");
        for (Token word : line.args()) {
          Cidr range = Cidr.parse(word.text());
          if (range == null) {
            throw Words.wrong(line, "\"" + word.text() + "\": want a range such as 10.244.0.0/16");
          }
          ranges.add(range);
        }
      }
      case "ratelimit" -> {
        Words.count(line, 1, 1, "queries per second and address");
        rate = Words.whole(line, line.args().getFirst(), 0, PLENTY, "queries per second");
      }
      case "log_sample" -> {
        Words.count(line, 1, 1, "a number: one query in so many");
        logSample = Words.whole(line, line.args().getFirst(), 1, PLENTY, "numbers");
      }
      case "service" -> {
        Words.count(line, 1, 1, "NAMESPACE/NAME");
        String[] parts = line.args().getFirst().text().split("/", -1);
        if (parts.length != 2
            || !Names.isDns1123Label(parts[0]).isEmpty()
            || !Names.isDns1123Label(parts[1]).isEmpty()) {
          throw Words.wrong(line, "want NAMESPACE/NAME such as kube-system/kube-dns");
        }
        service = new ObjectKey(parts[0], parts[1]);
      }
      default -> throw Words.unknown(line, "binnacle", OPTIONS);
    }
  }

  private void ttl(Directive line) throws ConfigException {
    String kind = line.args().isEmpty() ? "" : line.args().getFirst().text();
    if (line.args().size() != 2 || !kind.equals("negative") && !kind.equals("headless")) {
      throw Words.wrong(
          line, "want negative SECONDS or headless SECONDS; for all else, ttl in kubernetes");
    }
    int seconds = Words.whole(line, line.args().get(1), 0, MAX_TTL, "seconds");
    if (kind.equals("negative")) {
      negativeTtl = seconds;
    } else {
      headlessTtl = seconds;
    }
  }

  private OwnRule build() {
    return new OwnRule(
        negativeTtl, headlessTtl, noIpv6, strangers, ranges, rate, logSample, service);
  }
}
