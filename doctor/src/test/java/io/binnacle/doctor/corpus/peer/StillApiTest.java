package io.binnacle.doctor.corpus.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What reading tools get of a world.
class StillApiTest {
  private final StillApi api;
  private final HttpClient client = HttpClient.newHttpClient();

  StillApiTest() throws IOException {
    api = new StillApi();
  }

  @BeforeEach
  void show() {
    api.show(new Settler(World.load("bookshop")).settle());
  }

  @AfterEach
  void end() {
    client.close();
    api.close();
  }

  @Test
  void everyCollectionThatDiscoveryNamesCanBeListed() throws Exception {
    for (Obj group : get("/apis").arr("groups").objects()) {
      String version = group.obj("preferredVersion").str("groupVersion");
      for (Obj resource : get("/apis/" + version).arr("resources").objects()) {
        assertEquals(
            resource.str("kind") + "List",
            get("/apis/" + version + "/" + resource.str("name")).str("kind"));
      }
    }
  }

  @Test
  void aListIsOfItsNamespaceAndSelector() throws Exception {
    assertEquals(
        List.of("kube-dns"),
        names(get("/api/v1/namespaces/kube-system/services?labelSelector=k8s-app%3Dkube-dns")));
    assertEquals(
        List.of("kube-dns"), names(get("/api/v1/services?fieldSelector=metadata.name%3Dkube-dns")));
    assertEquals(List.of(), names(get("/api/v1/namespaces/nowhere/services")));
  }

  @Test
  void oneObjectIsItselfOrNotFound() throws Exception {
    assertEquals("kube-dns", Meta.name(get("/api/v1/namespaces/kube-system/services/kube-dns")));
    assertEquals(404, get("/api/v1/namespaces/kube-system/services/none").integer("code", 0));
  }

  @Test
  void everybodyMayReadAndNobodyWrite() throws Exception {
    assertTrue(
        post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            .obj("status")
            .bool("allowed", false));
    assertEquals(405, post("/api/v1/namespaces/kube-system/services").integer("code", 0));
  }

  private static List<String> names(Obj list) {
    return list.arr("items").objects().stream().map(Meta::name).toList();
  }

  private Obj get(String path) throws IOException, InterruptedException, JsonException {
    return answer(HttpRequest.newBuilder(URI.create(api.url() + path)).build());
  }

  private Obj post(String path) throws IOException, InterruptedException, JsonException {
    return answer(
        HttpRequest.newBuilder(URI.create(api.url() + path))
            .POST(BodyPublishers.ofString("{}"))
            .build());
  }

  private Obj answer(HttpRequest request) throws IOException, InterruptedException, JsonException {
    return (Obj) Json.parse(client.send(request, BodyHandlers.ofByteArray()).body()).value();
  }
}
