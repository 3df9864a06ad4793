package io.binnacle.dns.config;

import io.binnacle.dns.config.ForwardDirective.Policy;
import io.binnacle.dns.config.ForwardDirective.Tls;
import io.binnacle.dns.config.ForwardDirective.Upstream;
import io.binnacle.dns.name.DnsName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the directive `forward`.
final class ForwardReader {
  private static final List<String> OPTIONS =
      List.of(
          "doh_method",
          "except",
          "expire",
          "failfast_all_unhealthy_upstreams",
          "failover",
          "force_tcp",
          "health_check",
          "max_age",
          "max_concurrent",
          "max_connect_attempts",
          "max_fails",
          "max_idle_conns",
          "next",
          "next_on_nodata",
          "policy",
          "prefer_udp",
          "resolver",
          "tls",
          "tls_servername");

  /// RFC 1035, 2136, by their names.
  private static final Map<String, Integer> RCODES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("FORMERR", 1),
              Map.entry("SERVFAIL", 2),
              Map.entry("NXDOMAIN", 3),
              Map.entry("NOTIMP", 4),
              Map.entry("REFUSED", 5),
              Map.entry("YXDOMAIN", 6),
              Map.entry("YXRRSET", 7),
              Map.entry("NXRRSET", 8),
              Map.entry("NOTAUTH", 9),
              Map.entry("NOTZONE", 10)));

  private static final int DNS_PORT = 53;
  private static final int TLS_PORT = 853;
  private static final int MOST = 15;
  private static final int PLENTY = 1_000_000;

  private final ServerBuilder to;
  private final List<Upstream> servers = new ArrayList<>();
  private List<DnsName> except = List.of();
  private boolean forceTcp;
  private boolean preferUdp;
  private @Nullable Policy policy;
  private Duration expire = Duration.ofSeconds(10);
  private int maxFails = 2;
  private Duration checkEvery = Duration.ofMillis(500);
  private int maxConcurrent;
  private String authority = "";
  private String serverName = "";
  private @Nullable Set<Integer> failover;
  private Set<Integer> next = Set.of();
  private boolean nextOnNoData;
  private boolean failFast;

  private ForwardReader(ServerBuilder to) {
    this.to = to;
  }

  static void read(Directive line, ServerBuilder to) throws ConfigException {
    Words.count(
        line, 2, 1 + MOST, "a zone and 1 to 15 servers, such as: forward . /etc/resolv.conf");
    ForwardReader reader = new ForwardReader(to);
    List<DnsName> from = Words.zones(line, List.of(line.args().getFirst()));
    for (Token word : line.args().subList(1, line.args().size())) {
      reader.servers.add(reader.upstream(line, word));
    }
    for (Directive option : line.lines()) {
      reader.option(option);
    }
    for (DnsName zone : from) {
      to.forwards.add(reader.build(zone));
    }
  }

  private Upstream upstream(Directive line, Token word) throws ConfigException {
    String text = word.text();
    boolean overTls = text.startsWith("tls://");
    if (text.contains("://") && !overTls && !text.startsWith("dns://")) {
      throw Words.wrong(
          line, text + ": want servers over UDP and TCP (no scheme, or dns://) or TLS (tls://)");
    }
    String rest = text.substring(text.contains("://") ? text.indexOf("://") + 3 : 0);
    String name = "";
    int percent = rest.indexOf('%');
    if (overTls && percent > 0) {
      // tls://9.9.9.9%dns.quad9.net:853
      int colon = rest.indexOf(':', percent);
      name = colon < 0 ? rest.substring(percent + 1) : rest.substring(percent + 1, colon);
      rest = rest.substring(0, percent) + (colon < 0 ? "" : rest.substring(colon));
    }
    InetSocketAddress at = Words.socket(rest, overTls ? TLS_PORT : DNS_PORT);
    if (at != null && at.getPort() > 0 && !at.getAddress().isAnyLocalAddress()) {
      return new Upstream.Server(at, overTls, name);
    }
    if (rest.contains("/")) {
      return new Upstream.ResolvConf(to.file(word));
    }
    throw Words.wrong(
        line,
        "\""
            + text
            + "\": want an address, with or without a port, or a file such as /etc/resolv.conf; names of servers are not looked up");
  }

  private void option(Directive line) throws ConfigException {
    Words.noBlock(line);
    switch (line.word()) {
      case "except" -> {
        Words.count(line, 1, Integer.MAX_VALUE, "domain names");
        except = Words.zones(line, line.args());
      }
      case "force_tcp" -> forceTcp = flag(line);
      case "prefer_udp" -> preferUdp = flag(line);
      case "next_on_nodata" -> nextOnNoData = flag(line);
      case "failfast_all_unhealthy_upstreams" -> failFast = flag(line);
      case "expire" -> {
        expire = Words.duration(line, one(line, "a duration such as 10s"));
        atLeastOneMilli(line, expire);
      }
      case "max_age", "max_idle_conns" ->
          to.note(line, "a few connections to each server are shared by all queries");
      case "max_fails" -> maxFails = number(line);
      case "max_connect_attempts" ->
          to.note(line, "a query ends after 5 s however many servers there are");
      case "max_concurrent" -> maxConcurrent = number(line);
      case "health_check" -> healthCheck(line);
      case "policy" ->
          policy = Words.choice(line, one(line, "random, round_robin or sequential"), Policy.class);
      case "tls" -> {
        Words.count(
            line, 0, 1, "no file, or one with the certificates to trust; ours are not shown");
        authority = line.args().isEmpty() ? "" : to.file(line.args().getFirst());
      }
      case "tls_servername" -> serverName = one(line, "one name").text();
      case "failover" -> failover = rcodes(line);
      case "next" -> next = rcodes(line);
      case "doh_method" ->
          throw Words.wrong(line, "DNS over HTTPS is not done here; use tls:// servers");
      case "resolver" ->
          throw Words.wrong(line, "names of servers are not looked up; write their addresses");
      default -> throw Words.unknown(line, "forward", OPTIONS);
    }
  }

  private void healthCheck(Directive line) throws ConfigException {
    Words.count(line, 1, 4, "a duration, and perhaps no_rec and domain NAME");
    Duration every = Words.duration(line, line.args().getFirst());
    if (line.args().size() > 1) {
      to.note(line, "any reply at all says that a server is back");
    }
    if (every.isZero()) {
      throw Words.wrong(line, "want more than 0s; with max_fails 0 nothing is checked");
    }
    atLeastOneMilli(line, every);
    checkEvery = every;
  }

  private static void atLeastOneMilli(Directive line, Duration told) throws ConfigException {
    if (told.compareTo(Duration.ofMillis(1)) < 0) {
      throw Words.wrong(line, "want 1ms or more");
    }
  }

  private static boolean flag(Directive line) throws ConfigException {
    Words.count(line, 0, 0, "nothing behind it");
    return true;
  }

  private static Token one(Directive line, String want) throws ConfigException {
    Words.count(line, 1, 1, want);
    return line.args().getFirst();
  }

  private static int number(Directive line) throws ConfigException {
    return Words.whole(line, one(line, "a whole number"), 0, PLENTY, "numbers");
  }

  private static Set<Integer> rcodes(Directive line) throws ConfigException {
    Words.count(line, 1, Integer.MAX_VALUE, "response codes such as SERVFAIL");
    Set<Integer> out = new TreeSet<>();
    for (Token word : line.args()) {
      Integer code = RCODES.get(word.text());
      if (code == null) {
        throw Words.wrong(line, "want some of " + String.join(", ", RCODES.keySet()));
      }
      out.add(code);
    }
    return out;
  }

  private ForwardDirective build(DnsName from) {
    return new ForwardDirective(
        from,
        servers,
        except,
        forceTcp,
        preferUdp,
        policy,
        expire,
        maxFails,
        checkEvery,
        maxConcurrent,
        new Tls(authority, serverName),
        failover,
        next,
        nextOnNoData,
        failFast);
  }
}
