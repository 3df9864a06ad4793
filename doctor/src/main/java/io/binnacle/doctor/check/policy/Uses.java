package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the environment and the arguments of a workload say it talks to.
///
/// A word that happens to be the name of a Service proves nothing. It counts in a URL, before the number of one of the Service's
/// ports, with its namespace behind it, or alone in a variable or option whose name asks for a host.
final class Uses {
  /// A Service a workload evidently uses.
  ///
  /// @param ports those it may mean: one if it says which, else all
  /// @param field where it says so
  /// @param text the variable or argument
  record Use(ServiceView service, List<ServiceView.Port> ports, String field, String text) {}

  private static final int LONGEST = 4096;
  private static final Pattern HOST =
      Pattern.compile(
          "(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)?(?:[^\\s/@:]*:[^\\s/@]*@)?"
              + "(?<host>[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?)(?::(?<port>[0-9]{1,5})(?![0-9.\\w]))?");
  private static final Pattern ASKS_FOR_A_HOST =
      Pattern.compile(
          "(?i).*(host|hostname|addr|address|server|servers|endpoint|url|uri|brokers?|service|upstream|backend)");

  private Uses() {}

  /// The Services a workload evidently uses, in the order it says so; each once.
  static List<Use> of(Workload workload, Evidence seen) {
    List<Use> out = new ArrayList<>();
    forEachText(
        workload,
        (name, text) -> {
          Matcher hosts = HOST.matcher(text.value());
          while (hosts.find()) {
            Use use = use(hosts, name, text, workload, seen);
            if (use != null
                && out.stream().noneMatch(u -> u.service().key().equals(use.service().key()))) {
              out.add(use);
            }
          }
        });
    return out;
  }

  /// Whether it says any name it would have to ask a DNS for: a Service's, or a domain in a URL or where a host is asked for.
  static boolean names(Workload workload, Evidence seen) {
    if (!of(workload, seen).isEmpty()) {
      return true;
    }
    List<String> found = new ArrayList<>();
    forEachText(
        workload,
        (name, text) -> {
          Matcher hosts = HOST.matcher(text.value());
          while (hosts.find()) {
            String host = hosts.group("host").toLowerCase(Locale.ROOT);
            boolean alone = text.value().equals(hosts.group());
            boolean meant =
                hosts.group("scheme") != null || alone && ASKS_FOR_A_HOST.matcher(name).matches();
            if (meant && isDomain(host)) {
              found.add(host);
            }
          }
        });
    return !found.isEmpty();
  }

  /// Whether it finds Services by the variables every container gets (`WEB_SERVICE_HOST`), which takes no names.
  static boolean hostVariables(Workload workload) {
    List<String> found = new ArrayList<>();
    forEachText(
        workload,
        (_, text) -> {
          if (text.value().contains("_SERVICE_HOST")) {
            found.add(text.field());
          }
        });
    return !found.isEmpty();
  }

  private static boolean isDomain(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return host.indexOf('.') > 0
        && last.length() > 1
        && last.chars().allMatch(Character::isLetter)
        && !host.equals("localhost.localdomain");
  }

  /// @param field where it stands
  /// @param shown for people, `DB_HOST=db`
  private record Text(String value, String field, String shown) {}

  private static void forEachText(Workload workload, BiConsumer<String, Text> visitor) {
    for (String list : List.of("containers", "initContainers")) {
      int i = 0;
      for (Obj container : workload.podSpec().arr(list).objects()) {
        String field = workload.templatePath() + "spec." + list + "[" + i++ + "]";
        int e = 0;
        for (Obj variable : container.arr("env").objects()) {
          String at = field + ".env[" + e++ + "].value";
          String name = variable.str("name");
          visit(name, variable.str("value"), at, name + "=", visitor);
        }
        for (String words : List.of("command", "args")) {
          arguments(container, words, field, visitor);
        }
      }
    }
  }

  private static void arguments(
      Obj container, String list, String field, BiConsumer<String, Text> visitor) {
    String before = "";
    int i = 0;
    for (Value value : container.arr(list)) {
      String word = value instanceof Str s ? s.value() : "";
      String at = field + "." + list + "[" + i++ + "]";
      int equals = word.startsWith("-") ? word.indexOf('=') : -1;
      if (equals > 0) {
        visit(
            word.substring(0, equals),
            word.substring(equals + 1),
            at,
            word.substring(0, equals + 1),
            visitor);
      } else {
        visit(before, word, at, "", visitor);
      }
      before = word.startsWith("-") ? word : "";
    }
  }

  private static void visit(
      String name, String value, String field, String prefix, BiConsumer<String, Text> visitor) {
    if (!value.isEmpty() && value.length() <= LONGEST) {
      String text = value.length() <= 60 ? value : value.substring(0, 60) + "…";
      visitor.accept(name, new Text(value, field, prefix + text));
    }
  }

  private static @Nullable Use use(
      Matcher found, String name, Text text, Workload workload, Evidence seen) {
    String host = found.group("host").toLowerCase(Locale.ROOT);
    String[] labels = host.split("\\.", -1);
    String namespace = labels.length > 1 ? labels[1] : workload.namespace();
    ServiceView service = service(new ObjectKey(namespace, labels[0]), seen);
    if (service == null || labels.length > 2 && !labels[2].equals("svc")) {
      return null;
    }
    Integer number = number(found);
    List<ServiceView.Port> ports =
        number == null
            ? service.ports()
            : service.ports().stream().filter(p -> p.port() == number).toList();
    boolean alone = text.value().equals(found.group());
    boolean meant =
        found.group("scheme") != null
            || labels.length > 1
            || number != null
            || alone && ASKS_FOR_A_HOST.matcher(name).matches();
    return meant && !ports.isEmpty() ? new Use(service, ports, text.field(), text.shown()) : null;
  }

  private static @Nullable Integer number(Matcher found) {
    if (found.group("port") != null) {
      return Integer.valueOf(found.group("port"));
    }
    String scheme = found.group("scheme");
    if (scheme == null) {
      return null;
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http://" -> 80;
      case "https://" -> 443;
      default -> null;
    };
  }

  private static @Nullable ServiceView service(ObjectKey key, Evidence seen) {
    return seen.sees(ResourceName.SERVICES, key.namespace()) ? seen.service(key) : null;
  }
}
