package io.binnacle.doctor.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is told at once, and above all what is not.
class WriteAdviceTest {
  /// @param there applied before, `Kind name=app`, and `…` for time to pass
  /// @param written what somebody writes, not in the cluster yet
  /// @param warning what they are told, empty for nothing
  record Case(String name, List<String> there, String written, String warning) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "the name of the Service says what its selector does not",
            List.of("Deployment web=web", "..."),
            "Service web=wbe",
            "selector app=wbe matches no Pod; app=web matches 3"),
        new Case(
            "so it does where the Pods are only promised, as in one apply",
            List.of("Deployment web=web"),
            "Service web=wbe",
            "selector app=wbe matches no Pod; app=web matches 3"),
        new Case(
            "the walkthrough: api-svc is api's, not api-server's",
            List.of("Deployment api=api", "..."),
            "Service api-svc=api-server",
            "selector app=api-server matches no Pod; app=api matches 3"),
        new Case(
            "the Service came first, with the slip, then the Pods",
            List.of("Service web=wbe"),
            "Deployment web=web",
            "Service web selects app=wbe, which no Pod carries; these carry app=web"),
        new Case("Pods may come later: there are none", List.of(), "Service web=web", ""),
        new Case(
            "Pods may come later: others are there, alike or not",
            List.of("Deployment webb=webb", "..."),
            "Service web=web",
            ""),
        new Case(
            "the name says nothing about who is meant",
            List.of("Deployment web=web", "..."),
            "Service frontend=wbe",
            ""),
        new Case(
            "api may have a Service of its own, and api-server Pods to come",
            List.of("Deployment api=api", "Service api=api", "..."),
            "Service api-svc=api-server",
            ""),
        new Case(
            "a Deployment promises what is selected",
            List.of("Deployment wbe=wbe"),
            "Service web=wbe",
            ""),
        new Case(
            "a Deployment comes beside Services that wait for others",
            List.of("Service web=web", "Service webb=webb"),
            "Deployment webb=webb",
            ""),
        new Case("it matches", List.of("Deployment web=web", "..."), "Service web=web", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void tells(Case c) {
    try (World world = new World()) {
      for (String object : c.there) {
        if (object.equals("...")) {
          world.pass(10);
        } else {
          world.applySeen(object(object));
        }
      }
      assertThat(warnings(world, object(c.written), null))
          .isEqualTo(c.warning.isEmpty() ? List.of() : List.of(c.warning));
    }
  }

  @Test
  void whoGivesPodsAndServiceANewNameIsNotInterrupted() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "web"));
      world.pass(10);
      assertThat(warnings(world, World.service("web", "web-v2"), World.service("web", "web")))
          .isEmpty();
      assertThat(warnings(world, World.service("web", "wbe"), World.service("web", "web")))
          .containsExactly("selector app=wbe matches no Pod; app=web matches 3");
    }
  }

  @Test
  void aSliceWithoutItsServicesNameIsNobodys() {
    try (World world = new World()) {
      Obj slice =
          Json.object(
              "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"addressType\":\"IPv4\","
                  + "\"metadata\":{\"name\":\"s\",\"namespace\":\"default\"},\"endpoints\":[]}");
      assertThat(world.advice().warnings(ResourceName.ENDPOINT_SLICES, slice, null))
          .containsExactly(
              "no label kubernetes.io/service-name: this EndpointSlice belongs to no Service and nothing will use it");
    }
  }

  @Test
  void whatOthersWriteSteersNoTerminal() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.pass(10);
      Obj service =
          World.service("web", "wbe")
              .change("spec", s -> s.change("selector", l -> l.with("app", "wbe\033[8m")));
      assertThat(warnings(world, service, World.service("web", "web")))
          .containsExactly("selector app=wbe?[8m matches no Pod; app=web matches 3");
    }
  }

  private static List<String> warnings(World world, Obj written, @Nullable Obj before) {
    return world.advice().warnings(World.resource(written), written, before);
  }

  private static Obj object(String text) {
    String[] parts = text.split("[ =]");
    return parts[0].equals("Service")
        ? World.service(parts[1], parts[2])
        : World.deployment(parts[1], parts[2]);
  }
}
