package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.names.Mention;
import io.binnacle.doctor.check.names.Mentions;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a workload evidently talks to, by the hosts it names in its environment and arguments.
final class Uses {
  /// A Service a workload evidently uses.
  ///
  /// @param ports those it may mean: one if it says which, else all
  /// @param field where it says so
  /// @param text the host it names, and in which variable
  record Use(ServiceView service, List<ServiceView.Port> ports, String field, String text) {}

  private static final Pattern WEB = Pattern.compile("\\b(https?)://[^/\\s]*$");

  private Uses() {}

  /// The Services a workload evidently uses, in the order it says so; each once.
  static List<Use> of(Workload workload, Evidence seen) {
    List<Use> out = new ArrayList<>();
    for (Mentions.Used used : Mentions.used(workload, seen)) {
      ServiceView service =
          seen.sees(ResourceName.SERVICES, used.service().namespace())
              ? seen.service(used.service())
              : null;
      if (service == null || out.stream().anyMatch(u -> u.service().key().equals(service.key()))) {
        continue;
      }
      int number = port(used.mention());
      List<ServiceView.Port> ports =
          service.ports().stream().filter(p -> number == 0 || p.port() == number).toList();
      if (!ports.isEmpty()) {
        out.add(new Use(service, ports, used.mention().spot().field(), text(used.mention())));
      }
    }
    return out;
  }

  /// Whether it says any name it would have to ask a DNS for: a Service's, or a domain outside.
  static boolean names(Workload workload, Evidence seen) {
    return !Mentions.used(workload, seen).isEmpty()
        || Mentions.of(workload, seen).stream()
            .anyMatch(m -> m.form() != Mention.Form.PORT && isDomain(m.host()));
  }

  /// Whether it finds Services by the variables every container gets (`WEB_SERVICE_HOST`), which takes no names.
  static boolean hostVariables(Workload workload) {
    return workload.podSpec().toString().contains("_SERVICE_HOST");
  }

  private static boolean isDomain(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return host.indexOf('.') > 0 && last.length() > 1 && last.chars().allMatch(Character::isLetter);
  }

  /// The port it says, 0 if none.
  private static int port(Mention mention) {
    if (mention.port() != 0) {
      return mention.port();
    }
    Matcher web = WEB.matcher(mention.text().substring(0, mention.at()));
    return !web.find() ? 0 : web.group(1).equals("https") ? 443 : 80;
  }

  private static String text(Mention mention) {
    boolean variable = mention.spot().field().endsWith(".value");
    return variable ? mention.key() + "=" + mention.shown() : mention.shown();
  }
}
