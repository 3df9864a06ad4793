package io.binnacle.server.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.discovery.Discovery.Root;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  /* Two versions of one group, a core resource with a foreign subresource, a cluster-wide one. */
  private static final Discovery SMALL =
      new Discovery(
          Schema.load(
              Map.of(
                  "core.v1.schema",
                  """
                  group core v1 prefix io.k8s.api.core.v1
                  kind Thing "A thing."
                    resource things singular thing short th categories all scope Namespaced verbs create,get,list
                    subresource scale kind autoscaling/v1.Scale verbs get,update
                    field kind string "The kind."
                  kind Place "A place."
                    resource places singular place scope Cluster verbs get
                    field kind string "The kind."
                  """,
                  "g.v1.schema",
                  """
                  group g.example v1 prefix io.g.v1
                  kind Cat "A cat."
                    resource cats singular cat scope Namespaced verbs get
                    field kind string "The kind."
                  """,
                  "g.v1beta1.schema",
                  """
                  group g.example v1beta1 prefix io.g.v1beta1
                  kind Cat "A cat."
                    resource cats singular cat scope Namespaced verbs get
                    field kind string "The kind."
                  """,
                  "autoscaling.v1.schema",
                  """
                  group autoscaling v1 prefix io.k8s.api.autoscaling.v1
                  kind Scale "A scale."
                    field kind string "The kind."
                  """)));

  @Test
  void oneDocumentTellsEverythingAboutTheCoreGroup() {
    assertEquals(
        "{\"apiVersion\":\"apidiscovery.k8s.io/v2\",\"items\":[{\"metadata\":{},\"versions\":[{\"freshness\":\"Current\","
            + "\"resources\":[{\"resource\":\"places\",\"responseKind\":{\"group\":\"\",\"kind\":\"Place\",\"version\":\"v1\"},"
            + "\"scope\":\"Cluster\",\"singularResource\":\"place\",\"verbs\":[\"get\"]},{\"categories\":[\"all\"],"
            + "\"resource\":\"things\",\"responseKind\":{\"group\":\"\",\"kind\":\"Thing\",\"version\":\"v1\"},"
            + "\"scope\":\"Namespaced\",\"shortNames\":[\"th\"],\"singularResource\":\"thing\",\"subresources\":["
            + "{\"responseKind\":{\"group\":\"autoscaling\",\"kind\":\"Scale\",\"version\":\"v1\"},\"subresource\":\"scale\","
            + "\"verbs\":[\"get\",\"update\"]}],\"verbs\":[\"create\",\"get\",\"list\"]}],\"version\":\"v1\"}]}],"
            + "\"kind\":\"APIGroupDiscoveryList\",\"metadata\":{}}",
        SMALL.aggregated(Root.CORE, "v2").toString());
  }

  @Test
  void namedGroupsAreADocumentOfTheirOwnPreferredVersionFirst() {
    Obj named = SMALL.aggregated(Root.NAMED, "v2beta1");
    assertEquals("apidiscovery.k8s.io/v2beta1", named.str("apiVersion"));
    List<Obj> items = named.arr("items").objects();
    assertEquals(1, items.size());
    assertEquals("g.example", items.getFirst().obj("metadata").str("name"));
    assertEquals(
        List.of("v1", "v1beta1"),
        items.getFirst().arr("versions").objects().stream().map(v -> v.str("version")).toList());
  }

  @Test
  void olderClientsReadOneDocumentAfterAnother() {
    assertEquals(
        "{\"kind\":\"APIVersions\",\"serverAddressByClientCIDRs\":[{\"clientCIDR\":\"0.0.0.0/0\","
            + "\"serverAddress\":\"127.0.0.1:6443\"}],\"versions\":[\"v1\"]}",
        SMALL.coreVersions("127.0.0.1:6443").toString());
    assertEquals(
        "{\"apiVersion\":\"v1\",\"groups\":[{\"name\":\"g.example\",\"preferredVersion\":{\"groupVersion\":\"g.example/v1\","
            + "\"version\":\"v1\"},\"versions\":[{\"groupVersion\":\"g.example/v1\",\"version\":\"v1\"},"
            + "{\"groupVersion\":\"g.example/v1beta1\",\"version\":\"v1beta1\"}]}],\"kind\":\"APIGroupList\"}",
        SMALL.groupList().toString());
    assertEquals(
        "{\"groupVersion\":\"v1\",\"kind\":\"APIResourceList\",\"resources\":[{\"kind\":\"Place\",\"name\":\"places\","
            + "\"namespaced\":false,\"singularName\":\"place\",\"verbs\":[\"get\"]},{\"categories\":[\"all\"],\"kind\":\"Thing\","
            + "\"name\":\"things\",\"namespaced\":true,\"shortNames\":[\"th\"],\"singularName\":\"thing\","
            + "\"verbs\":[\"create\",\"get\",\"list\"]},{\"group\":\"autoscaling\",\"kind\":\"Scale\","
            + "\"name\":\"things/scale\",\"namespaced\":true,\"singularName\":\"\",\"verbs\":[\"get\",\"update\"],"
            + "\"version\":\"v1\"}]}",
        String.valueOf(SMALL.resourceList("", "v1")));
    Obj group = SMALL.group("g.example");
    assertNotNull(group);
    assertEquals("APIGroup", group.str("kind"));
  }

  @Test
  void whatIsNotServedIsNull() {
    assertNull(SMALL.group("nope"));
    assertNull(SMALL.group(""));
    assertNull(SMALL.resourceList("", "v2"));
    assertNull(SMALL.resourceList("g.example", "v2"));
  }

  @Test
  void pathsAreSorted() {
    assertEquals(
        List.of(
            "/api",
            "/api/v1",
            "/apis",
            "/apis/g.example",
            "/apis/g.example/v1",
            "/apis/g.example/v1beta1"),
        SMALL.paths());
  }

  @Test
  void versionsRankAsKubectlRanksThem() {
    List<String> ranked =
        List.of("v1alpha1", "v2", "v1beta2", "v1", "v10", "v1beta1").stream()
            .sorted(Groups::preferredFirst)
            .toList();
    assertEquals(List.of("v10", "v2", "v1", "v1beta2", "v1beta1", "v1alpha1"), ranked);
  }

  @Test
  void kubectlMeetsCoreEventsBeforeThoseOfTheirOwnGroup() {
    List<String> groups =
        new Discovery(Schema.builtIn())
            .aggregated(Root.NAMED, "v2").arr("items").objects().stream()
                .map(g -> g.obj("metadata").str("name"))
                .toList();
    assertEquals(
        List.of(
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "networking.k8s.io",
            "storage.k8s.io",
            "coordination.k8s.io",
            "discovery.k8s.io"),
        groups);
  }
}
