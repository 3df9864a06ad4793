package io.binnacle.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.name.RrType;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import org.junit.jupiter.api.Test;

/// What programs read.
class ExplainJsonTest {
  @Test
  void arrivalsHaveTheirShareAndTheirPod() {
    Obj path =
        ExplainJson.of(
            new PathExplainer(Clusters.named("node-down"))
                .explain(
                    Place.source("pod/client", "default"),
                    Place.destination("svc/web", "default")));
    assertEquals("fails", path.str("outcome"));
    assertEquals(
        "{\"address\":\"10.244.2.3\",\"mark\":\"bad\",\"masqueraded\":false,\"namespace\":\"default\",\"node\":\"node-2\","
            + "\"percent\":33.33,\"pod\":\"web-5d8f-2\",\"port\":8080,\"says\":\"node node-2 is not ready\"}",
        path.arr("ways").objects().getFirst().arr("arrivals").objects().get(1).toString());
    assertEquals("[\"binnacle doctor svc/web\"]", path.arr("next").toString());
  }

  @Test
  void recordsSayWhereTheyComeFrom() {
    Obj name =
        ExplainJson.of(
            new NameExplainer(Clusters.named("shop"))
                .explain("web", RrType.A, new ObjectKey("default", "client")));
    assertEquals("reaches", name.str("outcome"));
    assertEquals(
        "{\"mark\":\"good\",\"name\":\"web.default.svc.cluster.local.\",\"records\":[{\"from\":\"Service default/web, spec.clusterIP\","
            + "\"record\":\"web.default.svc.cluster.local. A 10.96.1.1\"}],\"result\":\"NOERROR\",\"why\":\"\"}",
        name.arr("tries").objects().getFirst().toString());
  }
}
