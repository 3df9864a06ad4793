package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the directive `hosts`.
final class HostsReader {
  private static final List<String> OPTIONS =
      List.of("fallthrough", "fallthrough_unsupported", "no_reverse", "reload", "ttl");
  private static final String USUAL = "/etc/hosts";
  private static final int USUAL_TTL = 3_600;
  private static final int MAX_TTL = 65_535;

  private HostsReader() {}

  static void read(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    List<Token> args = line.args();
    String file = args.isEmpty() ? USUAL : to.file(args.getFirst());
    List<DnsName> zones =
        args.size() < 2 ? List.of() : Words.zones(line, args.subList(1, args.size()));
    List<String> inline = new ArrayList<>();
    List<DnsName> fallthrough = List.of();
    int ttl = USUAL_TTL;
    Duration reload = Duration.ofSeconds(5);
    boolean reverse = true;
    for (Directive option : line.lines()) {
      Words.noBlock(option);
      switch (option.word()) {
        case "ttl" -> {
          Words.count(option, 1, 1, "whole seconds, 1 to 65535");
          ttl = Words.whole(option, option.args().getFirst(), 1, MAX_TTL, "seconds");
        }
        case "reload" -> {
          Words.count(option, 1, 1, "a duration such as 5s");
          reload = Words.duration(option, option.args().getFirst());
        }
        case "no_reverse" -> {
          Words.count(option, 0, 0, "nothing behind it");
          reverse = false;
        }
        case "fallthrough" ->
            fallthrough =
                option.args().isEmpty()
                    ? List.of(DnsName.ROOT)
                    : Words.zones(option, option.args());
        case "fallthrough_unsupported" ->
            throw Words.wrong(
                option,
                "a name that is in hosts has addresses and nothing else; take the line out");
        default -> inline.add(entry(option));
      }
    }
    to.hosts = new HostsRule(file, zones, inline, ttl, reload, reverse, fallthrough);
  }

  private static String entry(Directive line) throws ConfigException {
    if (IpAddress.parse(line.word()) == null) {
      throw Words.unknown(line, "hosts, and no address", OPTIONS);
    }
    Words.count(line, 1, Integer.MAX_VALUE, "names behind the address");
    for (Token word : line.args()) {
      Words.name(line, word);
    }
    return Stream.concat(Stream.of(line.word()), line.args().stream().map(Token::text))
        .collect(Collectors.joining(" "));
  }
}
