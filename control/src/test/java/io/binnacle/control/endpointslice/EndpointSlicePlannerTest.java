package io.binnacle.control.endpointslice;

import static io.binnacle.control.endpointslice.EndpointSlicePlanner.ALL_AT_ONCE;
import static io.binnacle.control.endpointslice.EndpointSlicePlanner.ONE_BY_ONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSlicePlannerTest {
  private static final AtomicInteger UNIQUE = new AtomicInteger(100_000);
  private static final Map<String, String> ZONES = Map.of("node-1", "", "node-2", "zone-b");

  private static ServiceView service(String spec) {
    return ServiceView.of(
        Json.object(
            ("{'apiVersion':'v1','kind':'Service','metadata':{'name':'web','namespace':'default','uid':'s1','labels':{'tier':'front'}},"
                    + "'spec':{'clusterIP':'10.96.0.7','ipFamilies':['IPv4'],'selector':{'app':'web'},"
                    + "'ports':[{'name':'http','port':80,'targetPort':'http'}]"
                    + spec
                    + "}}")
                .replace('\'', '"')));
  }

  private static PodView pod(int i, String extra) {
    return pod("web-" + i, "10.244." + i / 250 + "." + (i % 250 + 2), 8080, "True", extra);
  }

  private static PodView pod(String name, String ip, int port, String ready, String extra) {
    return PodView.of(
        Json.object(
            ("{'metadata':{'name':'"
                    + name
                    + "','namespace':'default','uid':'u-"
                    + name
                    + "'"
                    + extra
                    + "},"
                    + "'spec':{'nodeName':'node-1','hostname':'"
                    + name
                    + "','subdomain':'web',"
                    + "'containers':[{'name':'c','ports':[{'name':'http','containerPort':"
                    + port
                    + "}]}]},"
                    + "'status':{'phase':'Running','podIPs':[{'ip':'"
                    + ip
                    + "'}],"
                    + "'conditions':[{'type':'Ready','status':'"
                    + ready
                    + "'}]}}")
                .replace('\'', '"')));
  }

  private static List<PodView> pods(int from, int to) {
    List<PodView> out = new ArrayList<>();
    for (int i = from; i < to; i++) {
      out.add(pod(i, ""));
    }
    return out;
  }

  /// What the slices are after the plan, as the API would have them.
  private static List<SliceView> after(Observed seen, EndpointSlicePlan plan) {
    List<SliceView> out = new ArrayList<>();
    for (SliceView slice : seen.slices()) {
      boolean gone = plan.delete().stream().anyMatch(d -> d.name().equals(slice.name()));
      Obj changed =
          plan.update().stream()
              .filter(u -> Meta.name(u).equals(slice.name()))
              .findFirst()
              .orElse(slice.object());
      if (!gone) {
        out.add(SliceView.of(changed));
      }
    }
    for (Obj created : plan.create()) {
      String name = "web-" + UNIQUE.incrementAndGet();
      out.add(
          SliceView.of(
              created.change("metadata", m -> m.without("generateName").with("name", name))));
    }
    return out;
  }

  private static Observed seen(ServiceView service, List<PodView> pods, List<SliceView> slices) {
    return new Observed(service, pods, slices, ZONES);
  }

  private static EndpointSlicePlan plan(Observed seen, int burst) {
    return EndpointSlicePlanner.plan(seen, 100, burst, null);
  }

  private static String sizes(List<SliceView> slices) {
    return slices.stream()
        .map(s -> Integer.toString(s.endpoints().size()))
        .reduce((a, b) -> a + "," + b)
        .orElse("");
  }

  /// Slices of these sizes, holding pods 0, 1, 2 … in order.
  private static List<SliceView> slicesOf(String sizes) {
    List<SliceView> out = new ArrayList<>();
    int from = 0;
    for (String size : sizes.isEmpty() ? new String[0] : sizes.split(",", -1)) {
      int to = from + Integer.parseInt(size);
      Observed part = seen(service(""), pods(from, to), List.of());
      SliceView slice = after(part, plan(part, ALL_AT_ONCE)).getFirst();
      String name = "web-" + (char) ('a' + out.size());
      out.add(SliceView.of(slice.object().change("metadata", m -> m.with("name", name))));
      from = to;
    }
    return out;
  }

  @ParameterizedTest(name = "{0} with {1} more and without the first {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''            | 250 | 0   | create 3 update 0 delete 0 | 100,100,50
          100,100,50    | 30  | 0   | create 0 update 1 delete 0 | 100,100,80
          100,100,80    | 30  | 0   | create 1 update 0 delete 0 | 100,100,80,30
          100,100,80,30 | 1   | 1   | create 0 update 1 delete 0 | 100,100,80,30
          100,60        | 50  | 0   | create 1 update 0 delete 0 | 100,60,50
          40,60         | 30  | 0   | create 0 update 1 delete 0 | 40,90
          3,3,3         | 0   | 9   | create 0 update 1 delete 2 | 0
          """)
  void packsAsUpstreamDoes(String before, int more, int without, String writes, String sizes) {
    List<SliceView> slices = slicesOf(before);
    int known = slices.stream().mapToInt(s -> s.endpoints().size()).sum();
    Observed seen = seen(service(""), pods(without, known + more), slices);
    EndpointSlicePlan plan = plan(seen, ALL_AT_ONCE);
    assertEquals(
        writes,
        "create "
            + plan.create().size()
            + " update "
            + plan.update().size()
            + " delete "
            + plan.delete().size());
    assertEquals(sizes, sizes(after(seen, plan)));
  }

  @Test
  void oneByOneFillsSlicesUpBeforeANewOneIsOpened() {
    Observed seen = seen(service(""), pods(0, 310), slicesOf("100,100,80"));
    assertEquals("100,100,100,10", sizes(after(seen, plan(seen, ONE_BY_ONE))));
  }

  record Conditions(String name, String spec, String ready, String metadata, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Conditions> conditions() {
    String deleting = ",'deletionTimestamp':'2026-01-01T00:00:00Z'";
    String publish = ",'publishNotReadyAddresses':true";
    return Stream.of(
        new Conditions("running and ready", "", "True", "", "ready serving"),
        new Conditions("running, not ready", "", "False", "", ""),
        new Conditions(
            "deleting, still passing readiness", "", "True", deleting, "serving terminating"),
        new Conditions("deleting, failing readiness", "", "False", deleting, "terminating"),
        new Conditions("not ready but published", publish, "False", "", "ready"),
        new Conditions(
            "deleting but published", publish, "True", deleting, "ready serving terminating"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conditions")
  void conditionsOfAnEndpoint(Conditions c) {
    PodView pod = pod("web-0", "10.244.0.2", 8080, c.ready(), c.metadata());
    Observed seen = seen(service(c.spec()), List.of(pod), List.of());
    Obj conditions =
        plan(seen, ONE_BY_ONE)
            .create()
            .getFirst()
            .arr("endpoints")
            .objects()
            .getFirst()
            .obj("conditions");
    String said =
        Stream.of("ready", "serving", "terminating")
            .filter(name -> conditions.bool(name, false))
            .reduce((a, b) -> a + " " + b)
            .orElse("");
    assertEquals(c.expected(), said);
    assertEquals(3, conditions.size(), "all three are always written");
  }

  @Test
  void podsWhoseNamedPortsDifferCannotShareASlice() {
    List<PodView> pods =
        List.of(
            pod("web-0", "10.244.0.2", 8080, "True", ""),
            pod("web-1", "10.244.0.3", 9090, "True", ""),
            pod("web-2", "10.244.0.4", 8080, "True", ""));
    Observed seen = seen(service(""), pods, List.of());
    assertEquals("2,1", sizes(after(seen, plan(seen, ONE_BY_ONE))));
  }

  @Test
  void theHostNameIsPublishedUnderTheGoverningServiceOnly() {
    PodView governed = pod("web-0", "10.244.0.2", 8080, "True", "");
    PodView other = PodView.of(governed.object().change("spec", s -> s.with("subdomain", "db")));
    for (PodView pod : List.of(governed, other)) {
      Observed seen = seen(service(""), List.of(pod), List.of());
      Obj endpoint =
          plan(seen, ONE_BY_ONE).create().getFirst().arr("endpoints").objects().getFirst();
      assertEquals(pod == governed ? "web-0" : "", endpoint.str("hostname"));
    }
  }

  @Test
  void aServiceWithoutPodsKeepsAnEmptySlice() {
    Observed none = seen(service(""), List.of(), List.of());
    EndpointSlicePlan first = plan(none, ONE_BY_ONE);
    assertEquals("0", sizes(after(none, first)));
    assertEquals(
        true, plan(seen(service(""), List.of(), after(none, first)), ONE_BY_ONE).isEmpty());
  }

  @Test
  void slicesOfAnEarlierServiceOfThisNameAreReplaced() {
    SliceView old = slicesOf("2").getFirst();
    ServiceView again =
        ServiceView.of(service("").object().change("metadata", m -> m.with("uid", "s2")));
    EndpointSlicePlan plan = plan(seen(again, pods(0, 2), List.of(old)), ONE_BY_ONE);
    assertEquals(List.of(old), plan.delete());
    assertEquals(1, plan.create().size());
  }

  @Test
  void labelsOfTheServiceAreCopiedButTheReservedOnesAreOurs() {
    ServiceView service =
        ServiceView.of(
            Meta.withLabels(
                service("").object(), Map.of("tier", "front", SliceView.MANAGED_BY_LABEL, "me")));
    Obj slice = plan(seen(service, pods(0, 1), List.of()), ONE_BY_ONE).create().getFirst();
    assertEquals(
        Map.of(
            "tier",
            "front",
            SliceView.SERVICE_NAME_LABEL,
            "web",
            SliceView.MANAGED_BY_LABEL,
            Observed.MANAGER),
        Meta.labels(slice));
  }

  @Test
  void aPodOnANodeNobodyKnowsIsLeftOutForNow() {
    PodView lost =
        PodView.of(pod(0, "").object().change("spec", s -> s.with("nodeName", "node-9")));
    EndpointSlicePlan plan = plan(seen(service(""), List.of(lost), List.of()), ONE_BY_ONE);
    assertEquals(List.of("web-0"), plan.missingNodes());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void applyingAPlanLeavesNothingToPlanAndLosesNobody(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<SliceView> slices = List.of();
    for (int step = 0; step < 30; step++) {
      int from = random.nextInt(300);
      List<PodView> pods = pods(from, from + random.nextInt(350));
      int burst = random.nextBoolean() ? ONE_BY_ONE : ALL_AT_ONCE;
      Observed seen = seen(service(""), pods, slices);
      slices = after(seen, plan(seen, burst));
      assertEquals(true, plan(seen(service(""), pods, slices), burst).isEmpty(), "step " + step);
      assertEquals(
          pods.size(), slices.stream().mapToInt(s -> s.endpoints().size()).sum(), "step " + step);
      assertEquals(
          true, slices.stream().allMatch(s -> s.endpoints().size() <= 100), "step " + step);
    }
  }
}
