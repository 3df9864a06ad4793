package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.common.Near;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A workload that names a Service which does not exist.
///
/// Sure are names that end in `.svc` or in the cluster domain, and such as end in a namespace and are asked at a port of their own. Any
/// other short name is heard only if a Service of nearly the same name exists, or one of the same name in exactly one other
/// namespace, and a port that is named with it fits; or if the workload of that name runs and has lost its Service.
final class NamedServiceMissing implements Check.OfWorkload {
  private static final int SHORTEST = 2;

  @Override
  public String id() {
    return "named-service-missing";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Set<String> after() {
    return Set.of("dns-service-missing");
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Set<String> known = Mentions.hostAliases(workload);
    known.add(workload.podSpec().str("hostname"));
    workload.podSpec().arr("containers").objects().forEach(c -> known.add(c.str("name")));
    List<Mention> mentions = Mentions.of(workload, seen);
    for (Mention mention : mentions) {
      if (known.contains(mention.host()) && mention.form() != Mention.Form.CLUSTER
          || Mentions.existing(mention, workload, seen) != null) {
        continue;
      }
      Finding finding =
          mention.form() == Mention.Form.CLUSTER
              ? inFull(workload, mention, seen)
              : inShort(workload, mention, mentions, seen);
      if (finding != Finding.FINE) {
        return finding;
      }
    }
    return Finding.FINE;
  }

  /// A name that can be nothing but one of the cluster.
  private static Finding inFull(Workload workload, Mention mention, Evidence seen) {
    ObjectKey key =
        Mentions.meanings(mention.host(), workload.namespace(), seen.facts().domain())
            .getFirst()
            .service();
    String near = near(key, seen);
    String other = near == null ? elsewhere(key, seen) : null;
    return near != null
        ? broken(
            workload,
            mention,
            key,
            "; there is " + near,
            mention.host().replaceFirst("(^|\\.)" + quoted(key.name()) + "\\.", "$1" + near + "."))
        : broken(
            workload,
            mention,
            key,
            other == null ? "" : "; namespace " + other + " has one of that name",
            null);
  }

  /// A name that may be one of the cluster: only with somebody it is a misspelling of, or who lives next door.
  private static Finding inShort(
      Workload workload, Mention mention, List<Mention> mentions, Evidence seen) {
    List<String> labels = List.of(mention.host().split("\\.", -1));
    String own = workload.namespace();
    boolean inOther =
        labels.size() == 2
            && seen.sees(ResourceName.NAMESPACES)
            && seen.find(ResourceName.NAMESPACES, new ObjectKey("", labels.get(1))) != null;
    boolean endpoint = labels.size() == 2 && !inOther && labels.get(0).matches(".+-[0-9]+");
    if (labels.size() > 2 || labels.size() == 2 && !inOther && !endpoint) {
      return Finding.FINE;
    }
    ObjectKey key =
        new ObjectKey(inOther ? labels.get(1) : own, endpoint ? labels.get(1) : labels.get(0));
    if (key.name().length() < SHORTEST || seen.service(key) != null) {
      return Finding.FINE; // it exists; only the port is not its own
    }
    String near = near(key, seen);
    if (near != null) {
      ServiceView service = seen.service(new ObjectKey(key.namespace(), near));
      String better =
          (endpoint ? labels.get(0) + "." : "") + near + (inOther ? "." + labels.get(1) : "");
      return service != null && fits(mention, service)
          ? broken(workload, mention, key, "; there is " + near, better)
          : Finding.FINE;
    }
    LeftBehind left =
        endpoint || mention.port() == 0 ? null : LeftBehind.of(key, workload, mentions, seen);
    if (left != null) {
      return missing(
          workload,
          mention,
          key,
          "; " + left.workload().ref() + " runs, and no Service selects its Pods",
          new Remedy("Create the Service " + key.name() + " again.", left.anew()));
    }
    boolean sure = inOther && (key.namespace().equals(own) || mention.port() > 443);
    if (sure && elsewhere(key, seen) == null) {
      return broken(workload, mention, key, "", null);
    }
    String other = endpoint ? null : elsewhere(key, seen);
    ServiceView there = other == null ? null : seen.service(new ObjectKey(other, key.name()));
    return there != null && fits(mention, there) && !isSearched(workload, other)
        ? broken(workload, mention, key, "; namespace " + other + " has one of that name", null)
        : Finding.FINE;
  }

  private static boolean isSearched(Workload workload, @Nullable String namespace) {
    return workload.podSpec().obj("dnsConfig").arr("searches").strings().stream()
        .anyMatch(s -> s.startsWith(namespace + "."));
  }

  private static boolean fits(Mention mention, ServiceView service) {
    return mention.port() == 0
        || service.ports().stream().anyMatch(p -> p.port() == mention.port());
  }

  private static @Nullable String near(ObjectKey key, Evidence seen) {
    List<String> all =
        seen.all(ResourceName.SERVICES, key.namespace()).stream().map(Meta::name).toList();
    String near = Near.of(key.name(), all);
    // People put -svc behind names, and forget whether they did.
    List<String> alike =
        all.stream().filter(n -> Likeness.base(n).equals(Likeness.base(key.name()))).toList();
    return near != null || alike.size() != 1 ? near : alike.getFirst();
  }

  /// The one other namespace that has a Service of that name; null if none or several have.
  private static @Nullable String elsewhere(ObjectKey key, Evidence seen) {
    if (!seen.sees(ResourceName.SERVICES)) {
      return null;
    }
    Set<String> out = new TreeSet<>();
    for (Obj service : seen.all(ResourceName.SERVICES)) {
      if (Meta.name(service).equals(key.name())) {
        out.add(Meta.namespace(service));
      }
    }
    out.remove(key.namespace());
    return out.size() == 1 ? out.iterator().next() : null;
  }

  private static String quoted(String text) {
    return Pattern.quote(text);
  }

  private static Finding broken(
      Workload workload, Mention mention, ObjectKey key, String there, @Nullable String better) {
    return missing(
        workload,
        mention,
        key,
        there,
        better == null
            ? Remedy.byHand("Create the Service, or name one that exists.")
            : mention.isPlain()
                ? mention
                    .spot()
                    .remedy("Use the name " + better + ".", Str.of(mention.with(better)))
                : Remedy.byHand("Use the name " + better + "."));
  }

  private static Finding missing(
      Workload workload, Mention mention, ObjectKey key, String there, Remedy remedy) {
    return new Finding.Broken(
        Severity.WARNING,
        workload.ref(),
        mention.spot().field(),
        workload.ref()
            + " uses the name "
            + mention.host()
            + (mention.key().isEmpty() ? "" : " (" + mention.key() + ")")
            + ", but there is no Service "
            + key
            + there
            + ".",
        List.of(mention.spot().shows(mention.shown())),
        remedy);
  }
}
