package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The hosts a workload names. Reads what stands in its template; values from ConfigMaps and Secrets are not in evidence.
public final class Mentions {
  private static final Pattern ASSIGNED =
      Pattern.compile("(-{0,2}[A-Za-z_][A-Za-z0-9_.-]*)=(.*)", Pattern.DOTALL);
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.:-]*):/{2,}(.*)");
  private static final Pattern PLACE =
      Pattern.compile("(\\.?[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)\\.?(?::([0-9]{1,5}))?");
  private static final Set<String> NO_HOSTS = Set.of("file", "unix", "data", "urn", "s3", "gs");

  /* Longer texts are scripts and documents, where anything may look like a host. */
  private static final int LONGEST = 2_000;

  private static final Pattern HINT =
      Pattern.compile(
          ".*(HOST|HOSTS|ADDR|ADDRESS|ADDRESSES|ENDPOINT|ENDPOINTS|URL|URI|BROKERS?|UPSTREAM|SERVERS?|PEERS?|SEEDS?)");

  /* What is called so is no host somebody connects to, or is the workload itself. */
  private static final Pattern NOT_ASKED =
      Pattern.compile(
          ".*(NO_PROXY|CORS|ALLOWED|ORIGIN|CERT|SAN|DNS_NAMES|ISSUER|ADVERTISE|PUBLIC|EXTERNAL|LISTEN|BIND|ROOT_URL"
              + "|SERVER_NAME|VIRTUAL|DOMAIN|COOKIE|INGRESS|AUDIENCE|REALM|SELF|IMAGE|VERSION|LABEL).*"
              + "|.*_?(POD|NODE|MY)_.*|HOSTNAME");

  private final Workload workload;
  private final String domain;
  private final List<Mention> out = new ArrayList<>();

  private Mentions(Workload workload, String domain) {
    this.workload = workload;
    this.domain = domain;
  }

  /// The hosts a workload names, in the order of its containers.
  public static List<Mention> of(Workload workload, Evidence seen) {
    Mentions mentions = new Mentions(workload, seen.facts().domain());
    mentions.read();
    return mentions.out;
  }

  /// Whether `word` stands in any text of a workload's containers, a quick look before a thorough one.
  static boolean says(Workload workload, String word) {
    for (String list : List.of("initContainers", "containers")) {
      for (Obj container : workload.podSpec().arr(list).objects()) {
        if (container.arr("args").strings().stream().anyMatch(text -> text.contains(word))
            || container.arr("command").strings().stream().anyMatch(text -> text.contains(word))
            || container.arr("env").objects().stream()
                .anyMatch(e -> e.str("value").contains(word))) {
          return true;
        }
      }
    }
    return false;
  }

  private void read() {
    for (String list : List.of("initContainers", "containers")) {
      int c = 0;
      for (Obj container : workload.podSpec().arr(list).objects()) {
        Spot at = Spot.podSpec(workload).in(list).at(c++);
        int e = 0;
        for (Obj env : container.arr("env").objects()) {
          read(at.in("env").at(e++).in("value"), env.str("name"), env.str("value"));
        }
        for (String words : List.of("command", "args")) {
          String before = "";
          int w = 0;
          for (String word : container.arr(words).strings()) {
            read(at.in(words).at(w++), before.startsWith("-") ? before : "", word);
            before = word;
          }
        }
      }
    }
  }

  private void read(Spot spot, String name, String text) {
    if (text.length() > LONGEST) {
      return;
    }
    String[] words = text.trim().split("\\s+");
    String before = "";
    int from = 0;
    for (String word : words) {
      int start = text.indexOf(word, from);
      from = start + word.length();
      Matcher assigned = ASSIGNED.matcher(word);
      boolean isAssigned = assigned.matches();
      boolean whole = words.length == 1 || isAssigned || before.startsWith("-");
      String key = isAssigned ? assigned.group(1) : before.startsWith("-") ? before : name;
      int at = isAssigned ? start + assigned.start(2) : start;
      for (String piece : text.substring(at, from).split("[,;|'\"()<>\\[\\]{}]+")) {
        at = text.indexOf(piece, at);
        host(new Piece(spot, text, called(key), at, whole), piece);
        at += piece.length();
      }
      before = word;
    }
  }

  private static String called(String key) {
    return key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /// A part of a text that may be a host.
  ///
  /// @param at where it begins
  /// @param whole whether what stands there is nothing but hosts
  private record Piece(Spot spot, String text, String key, int at, boolean whole) {}

  private void host(Piece piece, String part) {
    Matcher scheme = SCHEME.matcher(part);
    boolean isUrl = scheme.matches();
    if (NOT_ASKED.matcher(piece.key).matches()
        || isUrl && NO_HOSTS.contains(scheme.group(1).toLowerCase(Locale.ROOT))) {
      return;
    }
    int at = isUrl ? scheme.start(2) : 0;
    String authority = part.substring(at).split("[/?#]", 2)[0];
    boolean bare = at + authority.length() == part.length();
    int user = authority.lastIndexOf('@') + 1;
    Matcher place = PLACE.matcher(authority.substring(user));
    if (!place.matches()) {
      return;
    }
    String host = place.group(1);
    at += user;
    if (host.startsWith(".")) {
      if (!piece.text.contains("$")) {
        return;
      }
      host = host.substring(1); // what stands before it is put in later
      at++;
    }
    if (IpAddress.parse(host) != null
        || host.equals("localhost")
        || host.contains("..")
        || host.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      return;
    }
    int port = place.group(2) == null ? 0 : Integer.parseInt(place.group(2));
    Mention.Form form = form(host, isUrl, port, piece.whole && bare, piece.key);
    if (form != null) {
      out.add(new Mention(piece.spot, piece.text, piece.key, host, piece.at + at, port, form));
    }
  }

  private Mention.@Nullable Form form(
      String host, boolean isUrl, int port, boolean bare, String called) {
    if (host.matches(".+\\..+\\.svc(\\." + Pattern.quote(domain) + ")?")) {
      return Mention.Form.CLUSTER;
    }
    if (isUrl) {
      return Mention.Form.URL;
    }
    return port > 0
        ? Mention.Form.PORT
        : bare && HINT.matcher(called).matches() ? Mention.Form.HINT : null;
  }

  // ---- what they mean

  /// A Service a name may mean.
  ///
  /// @param isBelow whether the name is that of one of its endpoints
  record Meaning(ObjectKey service, boolean isBelow) {}

  /// What a name may mean to a Pod with the usual search list, the likeliest first.
  static List<Meaning> meanings(String host, String namespace, String domain) {
    String name = host;
    boolean isFull = false;
    for (String suffix : List.of(".svc." + domain, ".svc")) {
      if (!isFull && name.endsWith(suffix)) {
        name = name.substring(0, name.length() - suffix.length());
        isFull = true;
      }
    }
    List<String> labels = List.of(name.split("\\.", -1));
    int n = labels.size();
    if (isFull) {
      return n < 2
          ? List.of()
          : List.of(new Meaning(new ObjectKey(labels.get(n - 1), labels.get(n - 2)), n > 2));
    }
    return switch (n) {
      case 1 -> List.of(new Meaning(new ObjectKey(namespace, name), false));
      case 2 ->
          List.of(
              new Meaning(new ObjectKey(labels.get(1), labels.get(0)), false),
              new Meaning(new ObjectKey(namespace, labels.get(1)), true));
      case 3 -> List.of(new Meaning(new ObjectKey(labels.get(2), labels.get(1)), true));
      default -> List.of();
    };
  }

  /// A host and the Service it means.
  ///
  /// @param service exists, or could not be seen and is named in full
  public record Used(Mention mention, ObjectKey service) {}

  /// The hosts of a workload that are evidently names of the cluster, but for those that its `hostAliases` answer.
  public static List<Used> used(Workload workload, Evidence seen) {
    Set<String> aliases = hostAliases(workload);
    List<Used> out = new ArrayList<>();
    for (Mention mention : of(workload, seen)) {
      Meaning meaning = aliases.contains(mention.host()) ? null : existing(mention, workload, seen);
      if (meaning != null) {
        out.add(new Used(mention, meaning.service));
      }
    }
    return out;
  }

  static Set<String> hostAliases(Workload workload) {
    Set<String> out = new TreeSet<>();
    workload
        .podSpec()
        .arr("hostAliases")
        .objects()
        .forEach(alias -> out.addAll(alias.arr("hostnames").strings()));
    return out;
  }

  /// What a host means; null if it means no Service that exists.
  static @Nullable Meaning existing(Mention mention, Workload workload, Evidence seen) {
    String domain = seen.facts().domain();
    for (Meaning meaning : meanings(mention.host(), workload.namespace(), domain)) {
      boolean sees = seen.sees(ResourceName.SERVICES, meaning.service.namespace());
      ServiceView service = sees ? seen.service(meaning.service) : null;
      boolean unseen = !sees && mention.form() == Mention.Form.CLUSTER;
      if (unseen || service != null && isMeant(mention, service)) {
        return meaning;
      }
    }
    return null;
  }

  /// Whether a host with a port alone fits the Service of its name.
  private static boolean isMeant(Mention mention, ServiceView service) {
    return mention.form() != Mention.Form.PORT
        || service.isHeadless()
        || service.isExternalName()
        || service.ports().stream().anyMatch(p -> p.port() == mention.port());
  }
}
