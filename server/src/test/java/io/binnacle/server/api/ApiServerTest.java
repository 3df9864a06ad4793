package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.tree.Obj;
import io.binnacle.server.api.Harness.Reply;
import io.binnacle.server.http.User;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests on collections and objects: what is understood, what is refused, and in which words.
class ApiServerTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String SERVICES = "/api/v1/namespaces/default/services";

  private final Harness api = new Harness();

  @Test
  void anObjectLivesThroughCreateGetUpdateDelete() {
    Reply created = api.configMap("a");
    assertEquals(201, created.status);
    assertEquals("application/json", created.header("Content-Type"));
    assertEquals("no-cache, private", created.header("Cache-Control"));
    Obj object = created.json();
    assertEquals("ConfigMap", object.str("kind"));
    assertEquals("default", object.obj("metadata").str("namespace"));
    assertEquals(object, api.call("GET " + MAPS + "/a", "").json());
    Obj changed = object.with("data", Obj.EMPTY.with("k", "v"));
    Reply updated = api.call("PUT " + MAPS + "/a", changed.toString());
    assertEquals(200, updated.status);
    assertEquals("v", updated.json().obj("data").str("k"));
    Reply stale = api.call("PUT " + MAPS + "/a", object.with("data", Obj.EMPTY).toString());
    assertEquals(409, stale.status);
    Reply deleted = api.call("DELETE " + MAPS + "/a", "");
    assertEquals(200, deleted.status);
    assertEquals("Success", deleted.json().str("status"));
    assertEquals(404, api.call("GET " + MAPS + "/a", "").status);
  }

  @Test
  void aListSaysItsKindItsRevisionAndWhereItGoesOn() {
    Reply empty = api.call("GET " + MAPS, "");
    assertEquals(
        "{\"apiVersion\":\"v1\",\"items\":[],\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"1\"}}",
        empty.text.toString());
    for (String name : List.of("a", "b", "c")) {
      api.configMap(name);
    }
    Obj first = api.call("GET " + MAPS + "?limit=2", "").json();
    assertEquals(2, first.arr("items").size());
    assertEquals(1, first.obj("metadata").integer("remainingItemCount", -1));
    String token = first.obj("metadata").str("continue");
    Obj second = api.call("GET " + MAPS + "?limit=2&continue=" + token, "").json();
    assertEquals(1, second.arr("items").size());
    assertFalse(second.obj("metadata").has("continue"));
    assertEquals(
        first.obj("metadata").str("resourceVersion"),
        second.obj("metadata").str("resourceVersion"));
  }

  @Test
  void listsAndObjectsAsTablesAndMetadata() {
    api.configMap("a");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    Obj list = api.call("GET " + MAPS, "", "Accept", table).json();
    assertEquals("Table", list.str("kind"));
    assertEquals("2", list.obj("metadata").str("resourceVersion"));
    assertEquals("[\"a\",0,\"0s\"]", list.arr("rows").objects().getFirst().arr("cells").toString());
    Obj one = api.call("GET " + MAPS + "/a", "", "Accept", table).json();
    assertEquals(1, one.arr("rows").size());
    Reply missing = api.call("GET " + MAPS + "/b", "", "Accept", table);
    assertEquals("Status", missing.json().str("kind"));
    String partial = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    Obj metadata = api.call("GET " + MAPS, "", "Accept", partial).json();
    assertEquals("PartialObjectMetadataList", metadata.str("kind"));
    assertEquals("PartialObjectMetadata", metadata.arr("items").objects().getFirst().str("kind"));
    Reply mistaken = api.call("GET " + MAPS + "/a", "", "Accept", partial);
    assertEquals(406, mistaken.status);
  }

  @Test
  void bodiesAndAnswersInYaml() {
    Reply created =
        api.call(
            "POST " + MAPS + "?fieldValidation=Warn",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yam\ndata:\n  k: \"1\"\n  k: \"1\"\n",
            "Content-Type",
            "application/yaml; charset=utf-8",
            "Accept",
            "application/yaml");
    assertEquals(201, created.status, created.text::toString);
    assertEquals("application/yaml", created.header("Content-Type"));
    assertTrue(created.text.toString().contains("\ndata:\n  k: \"1\"\n"), created.text::toString);
    assertEquals(
        List.of("299 - \"line 7: key \\\"k\\\" already set in map\""),
        created.headers.all("Warning"));
    Reply strict =
        api.call(
            "POST " + MAPS + "?fieldValidation=Strict",
            "metadata: {name: z}\nmetadata: {name: z}\nfoo: 1\n",
            "Content-Type",
            "application/yaml");
    assertEquals(
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n"
            + "  line 2: key \"metadata\" already set in map, unknown field \"foo\"",
        strict.message());
    Reply bad = api.call("POST " + MAPS, "a: [", "Content-Type", "application/yaml");
    assertEquals(400, bad.status);
    Reply missing = api.call("GET " + MAPS + "/z", "", "Accept", "application/yaml");
    assertTrue(missing.text.toString().contains("code: 404\n"), missing.text::toString);
  }

  @Test
  void bodiesInProtobuf() {
    byte[] body =
        HexFormat.of()
            .parseHex(
                "6b3873000a0f0a02763112094e616d657370616365121d0a150a0564656d6f3212001a0022002a003200380042"
                    + "0012001a020a001a002200");
    Reply created =
        api.call(
            Requests.of(
                Requests.ADMIN,
                "POST /api/v1/namespaces",
                body,
                "Content-Type",
                "application/vnd.kubernetes.protobuf",
                "Accept",
                "application/vnd.kubernetes.protobuf,application/json"));
    assertEquals(201, created.status);
    assertEquals("demo2", created.json().obj("metadata").str("name"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          unknown fields       | {"metadata":{"name":"a"},"spec":{"foo":1}} | Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.foo"
          double fields        | {"metadata":{"name":"a"},"spec":{"foo":1,"type":"ClusterIP","type":"ClusterIP"}} | Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.foo", duplicate field "spec.type"
          a wrong type         | {"metadata":{"name":"a"},"spec":{"ports":"x"}} | Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort
          another kind         | {"kind":"Pod","apiVersion":"v1"} | Pod in version "v1" cannot be handled as a Service: converting (v1.Pod) to (core.Service): unknown conversion
          an unknown kind      | {"kind":"Foo","apiVersion":"v1"} | Foo in version "v1" cannot be handled as a Service: no kind "Foo" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"
          an unknown version   | {"kind":"Service","apiVersion":"v2"} | Service in version "v2" cannot be handled as a Service: no kind "Service" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"
          a kind that is none  | {"kind":5} | the object provided is unrecognized (must be of type Service): couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})
          no JSON              | kind: Service | the object provided is unrecognized (must be of type Service): couldn't get version/kind; json parse error: invalid character 'k' looking for beginning of value (6b696e643a2053657276696365)
          half of it           | {"kind":"Service","apiVersion":"v1" | the object provided is unrecognized (must be of type Service): couldn't get version/kind; json parse error: unexpected end of JSON input ({"kind":"Service","apiVersion" ...)
          nothing              | `` | the object provided is unrecognized (must be of type Service): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)
          a foreign namespace  | {"metadata":{"name":"a","namespace":"other"}} | the namespace of the provided object does not match the namespace sent on the request
          """)
  void aBodyIsRefusedFor(String reason, String body, String message) {
    Reply reply = api.call("POST " + SERVICES + "?fieldValidation=Strict", body);
    assertEquals(400, reply.status);
    assertEquals("BadRequest", reply.json().str("reason"));
    assertEquals(message, reply.message());
  }

  @Test
  void ofManyUnknownFieldsTheFirstHundredAreTold() {
    String fields =
        IntStream.range(0, 1000).mapToObj(i -> ",\"x" + i + "\":1").collect(Collectors.joining());
    String body = "{\"metadata\":{\"name\":\"a\"}" + fields + "}";
    String message = api.call("POST " + MAPS + "?fieldValidation=Strict", body).message();
    assertEquals(100, message.split("unknown field", -1).length - 1);
    String change = "{\"metadata\":{}" + fields + "}";
    api.call("POST " + MAPS, "{\"metadata\":{\"name\":\"a\"}}");
    message =
        api.call(
                "PATCH " + MAPS + "/a?fieldValidation=Strict",
                change,
                "Content-Type",
                "application/merge-patch+json")
            .message();
    assertEquals(100, message.split("unknown field", -1).length - 1);
  }

  @Test
  void unknownFieldsAreWarnedOfUnlessIgnored() {
    String body = "{\"metadata\":{\"name\":\"a\"},\"dta\":{},\"data\":{},\"data\":{}}";
    Reply warned = api.call("POST " + MAPS, body);
    assertEquals(201, warned.status);
    assertEquals(
        List.of("299 - \"unknown field \\\"dta\\\"\"", "299 - \"duplicate field \\\"data\\\"\""),
        warned.headers.all("Warning"));
    assertFalse(warned.json().has("dta"));
    String another = body.replace("\"a\"", "\"b\"");
    Reply ignored = api.call("POST " + MAPS + "?fieldValidation=Ignore", another);
    assertEquals(201, ignored.status);
    assertEquals(List.of(), ignored.headers.all("Warning"));
  }

  @Test
  void theNameInTheUrlIsTheNameInTheBody() {
    api.configMap("a");
    assertEquals(
        "the name of the object (b) does not match the name on the URL (a)",
        api.call("PUT " + MAPS + "/a", "{\"metadata\":{\"name\":\"b\"}}").message());
    assertEquals(
        "the name of the object (a based on URL) was undeterminable: name must be provided",
        api.call("PUT " + MAPS + "/a", "{\"metadata\":{}}").message());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "GET /api/v1/nonsense",
    "GET /apis/nonsense/v1/pods",
    "GET /api/v2/pods",
    "GET /api/v1/pods/p",
    "GET /api/v1/namespaces/default/nodes",
    "GET /api/v1/namespaces/default/pods/p/log",
    "GET /api/v1/namespaces/default/configmaps/a/status",
    "POST /apis/authorization.k8s.io/v1beta1/selfsubjectaccessreviews",
    "GET /nonsense",
    "POST /healthz",
    "GET /livez/nonsense"
  })
  void nothingIsServedAt(String line) {
    Reply reply = api.call(line, "");
    assertEquals(404, reply.status);
    assertEquals("404 page not found\n", reply.text.toString());
    assertEquals("text/plain; charset=utf-8", reply.header("Content-Type"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "POST /api/v1/configmaps",
    "POST /api/v1/namespaces/default/configmaps/a",
    "PUT /api/v1/namespaces/default/configmaps",
    "PATCH /api/v1/namespaces/default/configmaps",
    "DELETE /api/v1/configmaps",
    "DELETE /api/v1/namespaces",
    "OPTIONS /api/v1/namespaces/default/configmaps/a"
  })
  void thisMethodIsNotFor(String line) {
    Reply reply = api.call(line, "{}");
    assertEquals(405, reply.status);
    assertEquals("MethodNotAllowed", reply.json().str("reason"));
    assertEquals(
        "the server does not allow this method on the requested resource", reply.message());
  }

  @Test
  void aForeignMediaTypeIsRefusedWithTheListOfGoodOnes() {
    Reply create = api.call("POST " + MAPS, "x", "Content-Type", "application/cbor");
    assertEquals(415, create.status);
    assertEquals("UnsupportedMediaType", create.json().str("reason"));
    assertEquals(
        "the body of the request was in an unknown format - accepted media types include: application/json,"
            + " application/yaml, application/vnd.kubernetes.protobuf",
        create.message());
    Reply apply =
        api.call("PATCH " + MAPS + "/a", "x", "Content-Type", "application/apply-patch+yaml");
    assertEquals(415, apply.status);
    assertEquals(
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json,"
            + " application/merge-patch+json, application/strategic-merge-patch+json",
        apply.message());
    assertEquals(406, api.call("GET " + MAPS, "", "Accept", "text/html").status);
  }

  @Test
  void aDeleteReadsItsOptionsFromTheBodyWhateverGroupTheyName() {
    api.configMap("a");
    String options =
        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"apps/v1\",\"preconditions\":{\"uid\":\"wrong\"}}";
    assertEquals(409, api.call("DELETE " + MAPS + "/a", options).status);
    assertEquals(200, api.call("DELETE " + MAPS + "/a?dryRun=All", "").status);
    assertEquals(200, api.call("GET " + MAPS + "/a", "").status);
    assertEquals(400, api.call("DELETE " + MAPS + "/a", "{\"kind\":\"Pod\"}").status);
    assertEquals(400, api.call("DELETE " + MAPS + "/a", "{").status);
    assertEquals(
        200, api.call("DELETE " + MAPS + "/a", "{\"propagationPolicy\":\"Background\"}").status);
  }

  @Test
  void aCollectionGoesAsAWhole() {
    api.configMap("a");
    api.configMap("b");
    Obj gone = api.call("DELETE " + MAPS + "?fieldSelector=metadata.name=a", "").json();
    assertEquals("ConfigMapList", gone.str("kind"));
    assertEquals(1, gone.arr("items").size());
    assertEquals(1, api.call("GET " + MAPS, "").json().arr("items").size());
  }

  @Test
  void onlyMastersMayLookAround() {
    User bob = new User("bob", List.of(User.AUTHENTICATED));
    assertEquals(
        "configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group \"\" in the namespace"
            + " \"default\"",
        as(bob, "GET " + MAPS).message());
    assertEquals(
        "deployments.apps \"d\" is forbidden: User \"bob\" cannot get resource \"deployments/scale\" in API group \"apps\""
            + " in the namespace \"n\"",
        as(bob, "GET /apis/apps/v1/namespaces/n/deployments/d/scale").message());
    assertEquals(
        "nodes is forbidden: User \"bob\" cannot list resource \"nodes\" in API group \"\" at the cluster scope",
        as(bob, "GET /api/v1/nodes").message());
    Reply root = as(User.ANONYMOUS, "GET /");
    assertEquals(403, root.status);
    assertEquals("forbidden: User \"system:anonymous\" cannot get path \"/\"", root.message());
    for (String open : List.of("/livez", "/readyz", "/healthz", "/version", "/version/")) {
      assertEquals(200, as(User.ANONYMOUS, "GET " + open).status, open);
    }
    assertEquals(403, as(User.ANONYMOUS, "GET /metrics").status);
  }

  private Reply as(User user, String line) {
    return api.call(Requests.of(user, line, "".getBytes(StandardCharsets.UTF_8)));
  }
}
