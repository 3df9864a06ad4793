package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.tree.Obj;
import io.binnacle.server.api.Harness.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is served outside the collections.
class PathsTest {
  private final Harness api = new Harness();

  @Test
  void theRootListsThePaths() {
    List<String> paths = api.call("GET /", "").json().arr("paths").strings();
    assertEquals(paths.stream().sorted().toList(), paths);
    assertTrue(
        paths.containsAll(
            List.of("/api", "/api/v1", "/apis/apps/v1", "/openapi/v3", "/healthz", "/version")));
  }

  @Test
  void theVersionIsOneNoKubectlInUseComplainsOf() {
    Obj version = api.call("GET /version", "").json();
    assertEquals("1", version.str("major"));
    assertEquals("33", version.str("minor"));
    assertTrue(version.str("gitVersion").startsWith("v1.33."));
  }

  @Test
  void discoveryComesInTheFormAskedFor() {
    String kubectl =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    Reply aggregated = api.call("GET /apis", "", "Accept", kubectl);
    assertEquals(
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        aggregated.header("Content-Type"));
    assertEquals("APIGroupDiscoveryList", aggregated.json().str("kind"));
    String etag = aggregated.header("ETag");
    Reply again = api.call("GET /apis", "", "Accept", kubectl, "If-None-Match", etag);
    assertEquals(304, again.status);
    assertEquals("", again.text.toString());
    String older =
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    assertEquals(
        "apidiscovery.k8s.io/v2beta1",
        api.call("GET /api", "", "Accept", older).json().str("apiVersion"));
    assertEquals("APIVersions", api.call("GET /api", "").json().str("kind"));
    assertEquals(
        "APIGroupList", api.call("GET /apis", "", "Accept", "application/json").json().str("kind"));
    assertEquals("APIResourceList", api.call("GET /api/v1", "").json().str("kind"));
    assertEquals("APIGroup", api.call("GET /apis/apps", "").json().str("kind"));
    assertEquals("APIResourceList", api.call("GET /apis/apps/v1/", "").json().str("kind"));
    assertEquals(404, api.call("GET /apis/nonsense", "").status);
  }

  @Test
  void openApiDocumentsAreFoundThroughTheirIndex() {
    Obj index = api.call("GET /openapi/v3", "").json();
    String core = index.obj("paths").obj("api/v1").str("serverRelativeURL");
    Reply document = api.call("GET " + core, "");
    assertEquals(200, document.status);
    assertEquals("public, immutable", document.header("Cache-Control"));
    assertTrue(document.json().str("openapi").startsWith("3."));
    assertEquals(304, api.call("GET " + core, "", "If-None-Match", document.header("ETag")).status);
    Reply outdated = api.call("GET /openapi/v3/api/v1?hash=OLD", "");
    assertEquals(301, outdated.status);
    assertEquals(core, outdated.header("Location"));
    assertEquals(404, api.call("GET /openapi/v3/apis/nonsense/v1", "").status);
  }

  @Test
  void openApi2InTheFormAskedFor() {
    String protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    assertEquals(
        "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
        api.call("GET /openapi/v2", "", "Accept", protobuf).header("Content-Type"));
    assertEquals("2.0", api.call("GET /openapi/v2", "").json().str("swagger"));
  }

  @Test
  void healthIsAWordAndOnDemandAList() {
    assertEquals("ok", api.call("GET /readyz", "").text.toString());
    assertEquals(
        "[+]ping ok\n[+]store ok\nreadyz check passed\n",
        api.call("GET /readyz?verbose", "").text.toString());
    assertEquals("ok", api.call("GET /readyz/store", "").text.toString());
    api.fail("disk full");
    Reply unwell = api.call("GET /readyz", "");
    assertEquals(500, unwell.status);
    assertEquals(
        "[+]ping ok\n[-]store failed: reason withheld\nreadyz check failed\n",
        unwell.text.toString());
    assertEquals(500, api.call("GET /readyz/store", "").status);
    assertEquals("ok", api.call("GET /livez", "").text.toString());
    assertEquals(
        """
        [+]ping ok
        [+]store excluded: ok
        warn: some health checks cannot be excluded: no matches for "x"
        readyz check passed
        """,
        api.call("GET /readyz?verbose&exclude=store&exclude=x", "").text.toString());
  }

  @Test
  void metricsCountRequestsByWhatIsServedNotByWhatIsAsked() {
    api.configMap("a");
    api.call("GET /api/v1/pods?watch=true", "");
    api.call("GET /api/v1/whatever-a-stranger-likes", "");
    String page = api.call("GET /metrics", "").text.toString();
    assertTrue(
        page.contains(
            "apiserver_request_total{code=\"201\",group=\"\",resource=\"configmaps\",subresource=\"\",verb=\"CREATE\","
                + "version=\"v1\"} 1.0"),
        page);
    assertTrue(
        page.contains(
            "apiserver_registered_watchers{group=\"\",resource=\"pods\",version=\"v1\"} 1.0"),
        page);
    assertTrue(page.contains("binnacle_store_revision 2.0"), page);
    assertTrue(page.contains("apiserver_request_duration_seconds_bucket"), page);
    assertTrue(!page.contains("stranger"), page);
  }
}
