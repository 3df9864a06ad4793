package io.binnacle.doctor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// How findings are chosen and ordered, with checks that look at one annotation each.
class DoctorTest {
  private static final ObjectKey WEB = new ObjectKey("shop", "web");

  /// A check that is broken while the Service carries the annotation of its name.
  private record Toy(String id, Step step, Set<String> after, Severity severity, boolean mends)
      implements Check.OfService {
    static Toy of(String id) {
      return new Toy(id, Step.PORTS, Set.of(), Severity.ERROR, false);
    }

    Toy after(String... ids) {
      return new Toy(id, step, Set.of(ids), severity, mends);
    }

    Toy at(Step where) {
      return new Toy(id, where, after, severity, mends);
    }

    Toy as(Severity how) {
      return new Toy(id, step, after, how, mends);
    }

    /// Its remedy takes the annotation away.
    Toy mending() {
      return new Toy(id, step, after, severity, true);
    }

    @Override
    public Finding examine(ServiceView service, Evidence seen) {
      if (service.object().at("metadata", "annotations", id) == null) {
        return Finding.FINE;
      }
      ObjectRef object = ObjectRef.service(service.key());
      return new Finding.Broken(
          severity, object, "", id, List.of(), mends ? takesAway(object) : Remedy.byHand("Mend"));
    }

    private Remedy takesAway(ObjectRef object) {
      return Remedy.of(
          "Mend",
          Change.Patch.merge(
              object,
              yaml("{metadata: {annotations: {" + id + ": null, hidden-by-" + id + ": null}}}")));
    }
  }

  /// A check that is broken while `hidden-by-NAME` is gone and its own annotation is there.
  private record Hidden(String id, String by) implements Check.OfService {
    @Override
    public Step step() {
      return Step.POLICY;
    }

    @Override
    public Finding examine(ServiceView service, Evidence seen) {
      boolean hidden = service.object().at("metadata", "annotations", "hidden-by-" + by) != null;
      return hidden ? Finding.FINE : Toy.of(id).examine(service, seen);
    }
  }

  private record OfCluster(String id, Function<Evidence, Finding> says) implements Check.OfCluster {
    @Override
    public Step step() {
      return Step.CLUSTER;
    }

    @Override
    public Finding examine(Evidence seen) {
      return says.apply(seen);
    }
  }

  @Test
  void theCauseSilencesWhatItExplains() {
    assertEquals(
        "cause",
        said(
            "cause, effect, further",
            Toy.of("effect").after("cause"),
            Toy.of("cause"),
            Toy.of("further").after("effect")));
  }

  @Test
  void aCheckThatThrowsKeepsNobodyElseFromLooking() {
    Check bug =
        new OfCluster(
            "bug",
            seen -> {
              throw new IllegalStateException("a bug");
            });
    Check deep =
        new OfCluster(
            "deep",
            seen -> {
              throw new StackOverflowError();
            });
    Check well = new OfCluster("well", seen -> new Finding.Unknown("heard"));
    assertEquals(
        List.of(
            new Finding.Unknown("check bug failed: java.lang.IllegalStateException: a bug"),
            new Finding.Unknown("check deep failed: java.lang.StackOverflowError"),
            new Finding.Unknown("heard")),
        new Doctor(List.of(bug, deep, well))
            .cluster(Evidence.builder(Instant.EPOCH, Facts.UNKNOWN).build()).stream()
                .map(Result::finding)
                .toList());
  }

  @Test
  void anEffectWithoutItsCauseIsHeard() {
    assertEquals("effect", said("effect", Toy.of("effect").after("cause"), Toy.of("cause")));
  }

  @Test
  void aSubjectOnItsWayOutHasNoOtherTrouble() {
    Check ending =
        new Check.OfService() {
          @Override
          public String id() {
            return "ending";
          }

          @Override
          public Step step() {
            return Step.SERVICE;
          }

          @Override
          public boolean explainsAll() {
            return true;
          }

          @Override
          public Finding examine(ServiceView service, Evidence seen) {
            return Toy.of("ending").as(Severity.WARNING).examine(service, seen);
          }
        };
    assertEquals("ending", said("ending, other", Toy.of("other"), ending));
    assertEquals("other", said("other", Toy.of("other"), ending));
  }

  @Test
  void whatCouldNotBeSeenIsSaidOnceForAllWhoAsked() {
    Check.OfCluster one = new OfCluster("one", _ -> new Finding.Unknown("cannot list pods"));
    Check.OfCluster two = new OfCluster("two", _ -> new Finding.Unknown("cannot list pods"));
    Check.OfCluster three = new OfCluster("three", _ -> new Finding.Unknown("cannot list nodes"));
    List<Result> said = new Doctor(List.of(one, two, three)).cluster(evidence(""));
    assertEquals(List.of("one", "three"), said.stream().map(r -> r.check().id()).toList());
  }

  @Test
  void theWorstComesFirstThenTheEarliestStep() {
    assertEquals(
        "late, early, warns, notes",
        said(
            "notes, warns, early, late",
            Toy.of("notes").as(Severity.NOTE).at(Step.SERVICE),
            Toy.of("warns").as(Severity.WARNING).at(Step.LABELS),
            Toy.of("early").at(Step.ROUTING),
            Toy.of("late").at(Step.LABELS)));
  }

  @Test
  void whatHidesBehindAFindingIsFoundOnceThatIsMendedInThought() {
    assertEquals(
        "front, back behind 1",
        said(
            "front, hidden-by-front, back",
            Toy.of("front").mending(),
            new Hidden("back", "front")));
  }

  @Test
  void withoutARemedyNobodyKnowsWhatIsBehind() {
    assertEquals(
        "front",
        said("front, hidden-by-front, back", Toy.of("front"), new Hidden("back", "front")));
  }

  @Test
  void aMendedCauseNoLongerSilencesItsEffect() {
    assertEquals(
        "cause, effect behind 1",
        said("cause, effect", Toy.of("cause").mending(), Toy.of("effect").after("cause")));
  }

  @Test
  void aNoteIsNotMendedInThought() {
    assertEquals(
        "front",
        said(
            "front, hidden-by-front, back",
            Toy.of("front").as(Severity.NOTE).mending(),
            new Hidden("back", "front")));
  }

  @Test
  void aRemedyThatDoesNotFitIsNotTakenForOne() {
    Check unfit =
        new Check.OfService() {
          @Override
          public String id() {
            return "unfit";
          }

          @Override
          public Step step() {
            return Step.PORTS;
          }

          @Override
          public Finding examine(ServiceView service, Evidence seen) {
            ObjectRef object = ObjectRef.service(service.key());
            Obj replace = yaml("{op: replace, path: /spec/ports/7/port, value: 1}");
            return new Finding.Broken(
                Severity.ERROR,
                object,
                "",
                "unfit",
                List.of(),
                Remedy.of("Mend", Change.Patch.json(object, Arr.of(replace))));
          }
        };
    assertEquals("unfit", said("", unfit));
  }

  @Test
  void whatCouldNotBeSeenIsUnknownAndNeverFine() {
    Check looksAtPods =
        new OfCluster(
            "needs-pods",
            seen -> {
              seen.all(ResourceName.PODS).forEach(_ -> {});
              return Finding.FINE;
            });
    List<Result> cluster = new Doctor(List.of(looksAtPods)).cluster(evidence(""));
    assertEquals(
        List.of(new Finding.Unknown("cannot list pods: forbidden")),
        cluster.stream().map(Result::finding).toList());
  }

  @Test
  void aBrokenClusterSilencesWhatItExplainsInEveryService() {
    Check broken =
        new OfCluster(
            "cluster-down",
            _ ->
                new Finding.Broken(
                    Severity.ERROR,
                    ObjectRef.service(WEB),
                    "",
                    "down",
                    List.of(),
                    Remedy.byHand("")));
    Doctor doctor =
        new Doctor(List.of(broken, Toy.of("effect").after("cluster-down"), Toy.of("other")));
    Evidence seen = evidence("effect, other");
    assertEquals("other", describe(doctor.examine(WEB, seen, doctor.cluster(seen))));
  }

  @Test
  void aStepCountsAsLookedAtOnlyIfNothingOfItIsBrokenOrUnknown() {
    Doctor doctor =
        new Doctor(List.of(Toy.of("fine").at(Step.LABELS), Toy.of("also-fine"), Toy.of("broken")));
    Diagnosis diagnosis = doctor.examine(WEB, evidence("broken"), List.of());
    assertEquals(Set.of(Step.LABELS), diagnosis.looked());
    assertTrue(diagnosis.isBroken());
    assertFalse(diagnosis.isUnsure());
  }

  private static String said(String annotations, Check... checks) {
    return describe(new Doctor(List.of(checks)).examine(WEB, evidence(annotations), List.of()));
  }

  private static String describe(Diagnosis diagnosis) {
    return String.join(
        ", ",
        diagnosis.results().stream()
            .map(r -> r.check().id() + (r.behind() == 0 ? "" : " behind " + r.behind()))
            .toList());
  }

  private static Evidence evidence(String annotations) {
    StringBuilder service =
        new StringBuilder(
            "{apiVersion: v1, kind: Service, metadata: {namespace: shop, name: web, annotations: {");
    for (String name : annotations.split(", ")) {
      service.append(name.isEmpty() ? "" : name + ": 'yes',");
    }
    service.append("}}, spec: {type: ClusterIP, clusterIP: 10.96.0.9}}");
    return Evidence.builder(Instant.parse("2030-01-01T00:00:00Z"), Facts.UNKNOWN)
        .add(ResourceName.SERVICES, yaml(service.toString()))
        .sawAll(ResourceName.SERVICES)
        .notSeen(ResourceName.PODS, "forbidden")
        .build();
  }

  private static Obj yaml(String text) {
    try {
      return (Obj) Yaml.parse(text.getBytes(StandardCharsets.UTF_8)).getFirst();
    } catch (YamlException e) {
      throw new AssertionError(text, e);
    }
  }
}
