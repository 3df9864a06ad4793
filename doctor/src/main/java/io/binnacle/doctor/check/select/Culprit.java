package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.select.LabelFit.Kind;
import io.binnacle.doctor.check.select.LabelFit.Miss;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which of two that do not agree about a label has it wrong: a Service, or the workload it was meant for. Whoever writes a word
/// that nobody else around writes; in doubt the Service.
final class Culprit {
  private Culprit() {}

  /// Whether the workload is the one to be mended.
  static boolean isWorkload(ServiceView service, Workload workload, LabelFit fit, Evidence seen) {
    if (fit.misses().size() != 1) {
      return false;
    }
    Miss miss = fit.misses().getFirst();
    if (miss.kind() == Kind.KEY) {
      return Likeness.misspelt(miss.key(), miss.actualKey())
          && isKnown(service, workload, miss.key(), miss.actualKey(), true, seen);
    }
    if (miss.kind() != Kind.VALUE) {
      return false;
    }
    String asked = fit.asked().getOrDefault(miss.key(), "");
    return asked.equals(matchLabels(workload).get(miss.key()))
        || isKnown(service, workload, asked, miss.actualValue(), false, seen);
  }

  /// Whether others know the word of the Service and not that of the workload.
  private static boolean isKnown(
      ServiceView service,
      Workload workload,
      String ofService,
      String ofWorkload,
      boolean keys,
      Evidence seen) {
    Set<String> words = new HashSet<>();
    Set<String> wordsOfService = new HashSet<>();
    add(wordsOfService, service.labels(), keys);
    if (!keys) {
      wordsOfService.add(Likeness.base(service.name()));
      words.add(workload.key().name());
      for (Obj container : workload.podSpec().arr("containers").objects()) {
        words.add(container.str("name"));
        words.add(image(container.str("image")));
      }
    }
    if (!workload.is("Pod")) {
      add(words, Meta.labels(workload.object()), keys);
    }
    for (Workload other : Selection.makers(service.namespace(), seen)) {
      if (!other.ref().equals(workload.ref())) {
        add(words, other.podLabels(), keys);
      }
    }
    for (Obj each : seen.all(ResourceName.SERVICES, service.namespace())) {
      ServiceView other = ServiceView.of(each);
      if (!other.key().equals(service.key())) {
        add(words, other.selector(), keys);
      }
    }
    return words.contains(ofService)
        && !words.contains(ofWorkload)
        && !wordsOfService.contains(ofWorkload);
  }

  private static void add(Set<String> words, Map<String, String> labels, boolean keys) {
    words.addAll(keys ? labels.keySet() : labels.values());
  }

  /// `nginx` of `registry.example.com/team/nginx:1.27`.
  private static String image(String image) {
    String last = image.substring(image.lastIndexOf('/') + 1);
    int end = last.indexOf(':') < 0 ? last.indexOf('@') : last.indexOf(':');
    return end < 0 ? last : last.substring(0, end);
  }

  /// The labels a workload knows its Pods by. Nobody can change them.
  static Map<String, String> matchLabels(Workload workload) {
    return workload.object().obj("spec").obj("selector").obj("matchLabels").stringMap();
  }
}
