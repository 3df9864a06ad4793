package io.binnacle.dns.config;

import io.binnacle.dns.config.LogRule.ReplyClass;
import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Read the directives that have few words.
final class SmallReaders {
  private static final int SMALLEST_UDP = 512;
  private static final int LARGEST_UDP = 4_096;
  private static final int USUAL_UDP = 1_232;
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LONGEST_LAME_DUCK = Duration.ofMinutes(10);

  private SmallReaders() {}

  static void health(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    to.health = address(line, ":8080");
    for (Directive option : line.lines()) {
      if (!option.word().equals("lameduck")) {
        throw Words.unknown(option, "health", List.of("lameduck"));
      }
      Words.count(option, 1, 1, "a duration such as 5s");
      Duration time = Words.duration(option, option.args().getFirst());
      if (time.compareTo(LONGEST_LAME_DUCK) > 0) {
        throw Words.wrong(option, "want at most 10m");
      }
      to.lameDuck = time;
    }
  }

  static void ready(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    to.ready = address(line, ":8181");
    for (Directive option : line.lines()) {
      if (!option.word().equals("monitor")) {
        throw Words.unknown(option, "ready", List.of("monitor"));
      }
      Words.count(option, 1, 1, "until-ready or continuously");
      String how = option.args().getFirst().text();
      if (!how.equals("until-ready") && !how.equals("continuously")) {
        throw Words.wrong(option, "want until-ready or continuously");
      }
      to.note(option, "once everything has been read it stays readable, whatever the API does");
    }
  }

  static void prometheus(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.noBlock(line);
    to.prometheus = address(line, "localhost:9153");
  }

  private static InetSocketAddress address(Directive line, String usual) throws ConfigException {
    Words.count(line, 0, 1, "one ADDRESS:PORT such as " + usual);
    return Words.listen(
        line, line.args().isEmpty() ? new Token(usual, line.at(), true) : line.args().getFirst());
  }

  static void reload(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.noBlock(line);
    Words.count(line, 0, 2, "[INTERVAL] [JITTER]");
    List<Token> args = line.args();
    Duration every =
        args.isEmpty() ? Duration.ofSeconds(30) : Words.duration(line, args.getFirst());
    if (every.isZero()) {
      return; // 0 means never
    }
    if (every.compareTo(LEAST_INTERVAL) < 0) {
      throw Words.wrong(line, "want an interval of at least 2s, or 0 for never");
    }
    Duration jitter = args.size() < 2 ? every.dividedBy(2) : Words.duration(line, args.get(1));
    if (jitter.compareTo(every.dividedBy(2)) > 0) {
      jitter = every.dividedBy(2);
    }
    to.reload = new DnsConfig.Reload(every, jitter);
  }

  static void log(Directive line, ServerBuilder to) throws ConfigException {
    List<DnsName> names = new ArrayList<>();
    for (Token word : line.args()) {
      if (word.text().contains("{")) {
        if (!word.text().equals("{common}") && !word.text().equals("{combined}")) {
          throw Words.wrong(
              line, "lines have one format, that of {common}; take \"" + word.text() + "\" out");
        }
        to.note(line, "lines have one format, that of {common}");
      } else {
        names.add(Words.name(line, word));
      }
    }
    Set<ReplyClass> classes = EnumSet.noneOf(ReplyClass.class);
    Duration slow = null;
    for (Directive option : line.lines()) {
      switch (option.word()) {
        case "class" -> {
          Words.count(option, 1, 4, "some of success, denial, error, all");
          for (Token word : option.args()) {
            if (word.text().equals("all")) {
              classes.addAll(EnumSet.allOf(ReplyClass.class));
            } else {
              classes.add(Words.choice(option, word, ReplyClass.class));
            }
          }
        }
        case "minDuration" -> {
          Words.count(option, 1, 1, "a duration such as 1s");
          slow = Words.duration(option, option.args().getFirst());
        }
        default -> throw Words.unknown(option, "log", List.of("class", "minDuration"));
      }
    }
    if (classes.isEmpty()) {
      classes.addAll(EnumSet.allOf(ReplyClass.class));
    }
    to.once(line);
    to.log = new LogRule(names.isEmpty() ? List.of(DnsName.ROOT) : names, classes, slow);
  }

  static void loadbalance(Directive line, ServerBuilder to) throws ConfigException {
    String how = line.args().isEmpty() ? "round_robin" : line.args().getFirst().text();
    if (!how.equals("round_robin")) {
      throw Words.wrong(
          line,
          "addresses come in an order of their own for each reply, all alike; take the line out");
    }
    to.note(line, "addresses come in an order of their own for each reply");
  }

  static void bind(Directive line, ServerBuilder to) throws ConfigException {
    Words.noBlock(line);
    Words.count(line, 1, Integer.MAX_VALUE, "addresses, or names of network interfaces");
    for (Token word : line.args()) {
      IpAddress ip = IpAddress.parse(word.text());
      if (ip != null) {
        to.bind.add(Words.inet(ip));
      } else {
        addInterface(line, word, to);
      }
    }
  }

  private static void addInterface(Directive line, Token word, ServerBuilder to)
      throws ConfigException {
    NetworkInterface found;
    try {
      found = NetworkInterface.getByName(word.text());
    } catch (SocketException e) {
      throw Words.wrong(line, "cannot look at network interfaces: " + e.getMessage());
    }
    if (found == null) {
      throw Words.wrong(
          line, "\"" + word.text() + "\" is neither an address nor an interface of this machine");
    }
    found.inetAddresses().forEach(to.bind::add);
  }

  static void autopath(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.noBlock(line);
    if (line.args().isEmpty() || !line.args().getLast().text().equals("@kubernetes")) {
      throw Words.wrong(line, "want autopath @kubernetes: whose search list it is, the Pods say");
    }
    to.autopath = line;
  }

  static void transfer(Directive line, ServerBuilder to) throws ConfigException {
    List<DnsName> zones = Words.zones(line, line.args());
    List<Cidr> clients = new ArrayList<>();
    for (Directive option : line.lines()) {
      if (!option.word().equals("to")) {
        throw Words.unknown(option, "transfer", List.of("to"));
      }
      Words.count(option, 1, Integer.MAX_VALUE, "addresses, or *");
      for (Token word : option.args()) {
        if (word.text().equals("*")) {
          clients.add(Cidr.of("0.0.0.0/0"));
          clients.add(Cidr.of("::/0"));
          continue;
        }
        InetSocketAddress at = Words.socket(word.text(), 53);
        if (at == null) {
          throw Words.wrong(option, "\"" + word.text() + "\" is no address");
        }
        IpAddress ip = IpAddress.ofBytes(at.getAddress().getAddress());
        clients.add(new Cidr(ip, ip.family().bits()));
      }
    }
    if (clients.isEmpty()) {
      throw Words.wrong(line, "want a block with: to ADDRESS…");
    }
    to.note(line, "nobody is told of changes (NOTIFY): secondaries look by themselves");
    to.transfers.add(new TransferRule(zones, clients));
  }

  static void tls(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.count(line, 2, 3, "two or three files: CERTIFICATE KEY [AUTHORITY]");
    boolean verify = false;
    for (Directive option : line.lines()) {
      if (!option.word().equals("client_auth")) {
        throw Words.unknown(option, "tls", List.of("client_auth"));
      }
      String how = option.args().isEmpty() ? "" : option.args().getFirst().text();
      verify =
          switch (how) {
            case "nocert" -> false;
            case "require_and_verify" -> true;
            default -> throw Words.wrong(option, "want nocert or require_and_verify");
          };
    }
    List<String> files = to.files(line.args());
    if (verify && files.size() < 3) {
      throw Words.wrong(line, "client_auth needs the authority of the clients as a third file");
    }
    to.tls = new TlsRule(files.get(0), files.get(1), verify ? files.get(2) : "");
  }

  static void bufsize(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.count(line, 0, 1, "512 to 4096 octets");
    to.udpSize =
        line.args().isEmpty()
            ? USUAL_UDP
            : Words.whole(
                line, line.args().getFirst(), SMALLEST_UDP, LARGEST_UDP, "numbers of octets");
  }

  static void nsid(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    Words.noBlock(line);
    to.nsid =
        line.args().isEmpty()
            ? System.getenv().getOrDefault("HOSTNAME", "localhost")
            : String.join(" ", line.args().stream().map(Token::text).toList());
  }
}
