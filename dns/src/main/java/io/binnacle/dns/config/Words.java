package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads values; what cannot be read is said with its place, the word itself and what was expected.
final class Words {
  private static final Pattern DURATION_PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Double> NANOS =
      Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 6e10, "h", 3.6e12);
  private static final int MOST_DAYS = 366;
  private static final int FAR = 3;

  private Words() {}

  /// The file or folder a word names.
  ///
  /// @param folder what it is relative to
  static Path path(Path folder, Token word) throws ConfigException {
    try {
      return folder.resolve(word.text()).normalize();
    } catch (InvalidPathException e) {
      throw new ConfigException(word, "not the name of a file here: " + e.getReason());
    }
  }

  /// A failure at a directive: `Corefile:7: ttl 9999: want …`.
  static ConfigException wrong(Directive line, String want) {
    StringBuilder text = new StringBuilder(line.word());
    line.args().forEach(arg -> text.append(' ').append(arg.text()));
    return new ConfigException(line.at(), text.append(": ").append(want).toString());
  }

  /// @throws ConfigException unless there are `from` to `to` words behind the first
  static void count(Directive line, int from, int to, String want) throws ConfigException {
    if (line.args().size() < from || line.args().size() > to) {
      throw wrong(line, "want " + want);
    }
  }

  /// @throws ConfigException if a block stands behind it
  static void noBlock(Directive line) throws ConfigException {
    if (!line.lines().isEmpty()) {
      throw wrong(line, "takes no block; line " + line.lines().getFirst().at().line());
    }
  }

  static int whole(Directive line, Token word, int from, int to, String unit)
      throws ConfigException {
    try {
      int value = Integer.parseInt(word.text());
      if (value >= from && value <= to) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw wrong(line, "want whole " + unit + ", " + from + " to " + to);
  }

  /// A duration such as `5s`, `1m30s` or `500ms`; `0` needs no unit.
  static Duration duration(Directive line, Token word) throws ConfigException {
    String text = word.text();
    Matcher part = DURATION_PART.matcher(text);
    double nanos = 0;
    int at = 0;
    while (at < text.length() && part.find(at) && part.start() == at) {
      nanos += Double.parseDouble(part.group(1)) * NANOS.getOrDefault(part.group(2), 0.0);
      at = part.end();
    }
    boolean readable = at == text.length() && at > 0 || text.equals("0");
    if (!readable || nanos > Duration.ofDays(MOST_DAYS).toNanos()) {
      throw wrong(line, "want a duration such as 5s, 1m30s or 500ms");
    }
    return Duration.ofNanos((long) nanos);
  }

  static DnsName name(Directive line, Token word) throws ConfigException {
    DnsName name = DnsName.parse(word.text());
    if (name == null) {
      throw wrong(line, "\"" + word.text() + "\" is no domain name");
    }
    return name;
  }

  /// Domain names, or ranges of addresses that stand for their reverse zones.
  static List<DnsName> zones(Directive line, List<Token> words) throws ConfigException {
    List<DnsName> out = new ArrayList<>();
    for (Token word : words) {
      Cidr range = Cidr.parseAround(word.text());
      if (range != null) {
        out.addAll(ReverseZones.of(range));
      } else {
        out.add(name(line, word));
      }
    }
    return List.copyOf(out);
  }

  /// `:8080`, `127.0.0.1:8080`, `localhost:8080`, `[::1]:8080`.
  static InetSocketAddress listen(Directive line, Token word) throws ConfigException {
    InetSocketAddress at = socket(word.text(), -1);
    if (at == null) {
      throw wrong(line, "want ADDRESS:PORT such as :9153 or 127.0.0.1:9153");
    }
    return at;
  }

  /// An address with its port; null if `text` is none.
  ///
  /// @param port where none is written; negative if one has to be
  static @Nullable InetSocketAddress socket(String text, int port) {
    IpAddress bare = IpAddress.parse(text);
    if (bare != null) {
      return port < 0 ? null : new InetSocketAddress(inet(bare), port);
    }
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String host = bracketed || colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int chosen = bracketed || colon < 0 ? port : port(text.substring(colon + 1));
    if (chosen < 0) {
      return null;
    }
    if (host.isEmpty()) {
      return new InetSocketAddress(chosen);
    }
    IpAddress ip = IpAddress.parse(host.equals("localhost") ? "127.0.0.1" : host);
    return ip == null ? null : new InetSocketAddress(inet(ip), chosen);
  }

  /// A port number; −1 if `text` is none.
  static int port(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = digits ? Integer.parseInt(text) : -1;
    return port <= 65_535 ? port : -1;
  }

  static InetAddress inet(IpAddress ip) {
    try {
      return InetAddress.getByAddress(ip.toBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 octets", e);
    }
  }

  /// One of the words of a list.
  static <E extends Enum<E>> E choice(Directive line, Token word, Class<E> of)
      throws ConfigException {
    List<String> all = new ArrayList<>();
    for (E each : of.getEnumConstants()) {
      String name = each.name().toLowerCase(Locale.ROOT);
      if (name.equals(word.text())) {
        return each;
      }
      all.add(name);
    }
    throw wrong(line, "want " + String.join(", ", all));
  }

  /// A line whose first word nobody knows.
  static ConfigException unknown(Directive line, String in, Collection<String> known) {
    String near = near(line.word(), known);
    return new ConfigException(
        line.at(),
        line.word()
            + ": unknown in "
            + in
            + (near == null ? "" : "; did you mean " + near + "?")
            + (near == null && known.size() <= 20 ? "; want " + String.join(", ", known) : ""));
  }

  /// The word of `known` that differs least from `word`; null if all are far from it.
  static @Nullable String near(String word, Collection<String> known) {
    String best = null;
    int least = Math.min(FAR, word.length() / 2 + 1);
    for (String each : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), each);
      if (distance < least) {
        least = distance;
        best = each;
      }
    }
    return best;
  }

  /// How many letters have to be put in, taken out or replaced.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
