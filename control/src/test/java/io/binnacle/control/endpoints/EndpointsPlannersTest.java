package io.binnacle.control.endpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EndpointsPlannersTest {
  private static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }

  private static ServiceView service(String more) {
    return ServiceView.of(
        json(
            "{'metadata':{'name':'web','namespace':'default','labels':{'a':'b'}},'spec':{'clusterIP':'10.96.0.7',"
                + "'selector':{'app':'web'},'ports':[{'name':'http','port':80,'targetPort':8080}]"
                + more
                + "}}"));
  }

  private static PodView pod(String name, String ip, boolean ready, String metadata) {
    return PodView.of(
        json(
            "{'metadata':{'name':'"
                + name
                + "','namespace':'default','uid':'u-"
                + name
                + "'"
                + metadata
                + "},"
                + "'spec':{'nodeName':'node-1'},'status':{'phase':'Running','podIPs':[{'ip':'"
                + ip
                + "'}],"
                + "'conditions':[{'type':'Ready','status':'"
                + (ready ? "True" : "False")
                + "'}]}}"));
  }

  private static String subsets(Obj endpoints) {
    List<String> out = new ArrayList<>();
    for (Obj subset : endpoints.arr("subsets").objects()) {
      out.add(
          ips(subset.arr("addresses"))
              + " not "
              + ips(subset.arr("notReadyAddresses"))
              + " on "
              + ports(subset));
    }
    return String.join("; ", out);
  }

  private static List<String> ips(Arr addresses) {
    return addresses.objects().stream().map(a -> a.str("ip")).toList();
  }

  private static List<Long> ports(Obj subset) {
    return subset.arr("ports").objects().stream().map(p -> p.integer("port", 0)).toList();
  }

  @Test
  void readyAndUnreadyPodsAreListedApartAndTerminatingOnesNotAtAll() {
    List<PodView> pods =
        List.of(
            pod("a", "10.244.0.9", true, ""),
            pod("b", "10.244.0.2", true, ""),
            pod("c", "10.244.0.3", false, ""),
            pod("d", "10.244.0.4", true, ",'deletionTimestamp':'2026-01-01T00:00:00Z'"));
    Obj planned = Objects.requireNonNull(EndpointsPlanner.plan(service(""), pods, null, null));
    assertEquals("[10.244.0.2, 10.244.0.9] not [10.244.0.3] on [8080]", subsets(planned));
    assertNull(
        EndpointsPlanner.plan(service(""), pods, planned, null),
        "what is in line is not written again");
  }

  @Test
  void publishNotReadyAddressesListsEverybodyAsReady() {
    List<PodView> pods =
        List.of(
            pod("c", "10.244.0.3", false, ""),
            pod("d", "10.244.0.4", true, ",'deletionTimestamp':'2026-01-01T00:00:00Z'"));
    Obj planned =
        Objects.requireNonNull(
            EndpointsPlanner.plan(service(",'publishNotReadyAddresses':true"), pods, null, null));
    assertEquals("[10.244.0.3, 10.244.0.4] not [] on [8080]", subsets(planned));
  }

  @Test
  void moreThanAThousandAddressesAreCutInProportionAndSaidSo() {
    List<PodView> pods = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      pods.add(pod("p" + i, "10.244." + i / 200 + "." + (i % 200 + 1), i < 900, ""));
    }
    Obj planned = Objects.requireNonNull(EndpointsPlanner.plan(service(""), pods, null, null));
    Obj subset = planned.arr("subsets").objects().getFirst();
    assertEquals(900, subset.arr("addresses").size());
    assertEquals(100, subset.arr("notReadyAddresses").size());
    assertEquals("truncated", Meta.annotation(planned, "endpoints.kubernetes.io/over-capacity"));
  }

  @Test
  void repackMergesPortsOfTheSameAddressesAndNotReadyWins() {
    Arr subsets =
        (Arr)
            json("{'s':[{'addresses':[{'ip':'10.0.0.2'},{'ip':'10.0.0.1'}],'ports':[{'name':'a','port':1}]},"
                    + "{'addresses':[{'ip':'10.0.0.1'},{'ip':'10.0.0.2'}],'ports':[{'name':'b','port':2}]},"
                    + "{'addresses':[{'ip':'10.0.0.3'}],'notReadyAddresses':[{'ip':'10.0.0.3'}],'ports':[{'name':'a','port':1}]}]}")
                .get("s");
    Value packed = Repack.of(Objects.requireNonNull(subsets));
    assertEquals(
        "[10.0.0.1, 10.0.0.2] not [10.0.0.3] on [1]; [10.0.0.1, 10.0.0.2] not [] on [2]",
        subsets(Obj.of("subsets", packed)));
    assertEquals(packed, Repack.of((Arr) packed), "canonical form is a fixed point");
  }

  @Test
  void handMadeEndpointsAreMirroredOncePerFamilyAndPorts() {
    Obj endpoints =
        json(
            "{'apiVersion':'v1','kind':'Endpoints','metadata':{'name':'ext','namespace':'default','uid':'e1','labels':{'a':'b'},"
                + "'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'{}','keep':'me'}},"
                + "'subsets':[{'addresses':[{'ip':'203.0.113.10'},{'ip':'fd00::1'},{'ip':'nonsense'}],'ports':[{'port':443}]}]}");
    MirrorPlanner.Plan plan = MirrorPlanner.plan(endpoints, List.of());
    assertEquals(2, plan.create().size());
    assertEquals(1, plan.invalidAddresses());
    Obj slice = plan.create().getFirst();
    assertEquals("IPv4", slice.str("addressType"));
    assertEquals("{\"keep\":\"me\"}", slice.obj("metadata").obj("annotations").toString());
    assertEquals(
        "{\"ready\":true}",
        slice.arr("endpoints").objects().getFirst().obj("conditions").toString());
    assertEquals(MirrorPlanner.MANAGER, Meta.labels(slice).get(SliceView.MANAGED_BY_LABEL));

    List<SliceView> stored = plan.create().stream().map(SliceView::of).toList();
    MirrorPlanner.Plan again = MirrorPlanner.plan(endpoints, stored);
    assertEquals(List.of(), again.create());
    assertEquals(List.of(), again.update());
    assertNotNull(MirrorPlanner.plan(null, stored).delete());
    assertEquals(stored, MirrorPlanner.plan(null, stored).delete(), "nothing to mirror: slices go");
  }
}
