package io.binnacle.control.endpoints;

import static io.binnacle.control.workload.Cluster.object;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.control.workload.Cluster;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Endpoints objects beside the Services they belong to.
class EndpointsControllerTest {
  private final Cluster cluster =
      new Cluster(7, List.of(EndpointsController::new, MirrorController::new));

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void endpointsWrittenBeforeTheirServiceWaitForIt() {
    cluster.create(ResourceName.ENDPOINTS, endpoints());
    assertEquals(List.of("api"), cluster.names(ResourceName.ENDPOINTS));
    cluster.create(ResourceName.SERVICES, service(""));
    assertEquals(List.of("203.0.113.10"), addresses());
    assertEquals(1, cluster.list(ResourceName.ENDPOINT_SLICES).size());
  }

  @Test
  void aSelectorTakesOverWhatWasWrittenByHand() {
    cluster.create(ResourceName.ENDPOINTS, endpoints());
    cluster.create(ResourceName.SERVICES, service(",'selector':{'app':'api'}"));
    assertEquals(List.of(), addresses());
  }

  @Test
  void aServiceTakesItsEndpointsWithIt() {
    cluster.create(ResourceName.SERVICES, service(""));
    cluster.create(ResourceName.ENDPOINTS, endpoints());
    cluster.delete(ResourceName.SERVICES, "api");
    assertEquals(List.of(), cluster.names(ResourceName.ENDPOINTS));
  }

  private List<String> addresses() {
    return cluster.get(ResourceName.ENDPOINTS, "api").arr("subsets").objects().stream()
        .flatMap(subset -> subset.arr("addresses").objects().stream())
        .map(address -> address.str("ip"))
        .toList();
  }

  private static Obj service(String selector) {
    return object(
        "{'apiVersion':'v1','kind':'Service','metadata':{'name':'api'},"
            + "'spec':{'ports':[{'port':443}]"
            + selector
            + "}}");
  }

  private static Obj endpoints() {
    return object(
        "{'apiVersion':'v1','kind':'Endpoints','metadata':{'name':'api'},"
            + "'subsets':[{'addresses':[{'ip':'203.0.113.10'}],'ports':[{'port':443}]}]}");
  }
}
