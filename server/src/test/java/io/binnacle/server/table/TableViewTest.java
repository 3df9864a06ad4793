package io.binnacle.server.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What kubectl prints for each kind, cell by cell.
class TableViewTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  /// A row, its cells joined by ` | `; wide columns after a `||`.
  record Case(String rule, ResourceName resource, String object, String row) {
    @Override
    public String toString() {
      return resource.plural() + ": " + rule;
    }
  }

  static Stream<Case> services() {
    ResourceName r = ResourceName.SERVICES;
    return Stream.of(
        new Case(
            "a cluster address, two ports, a selector",
            r,
            """
            {"metadata":{"name":"web","creationTimestamp":"2026-11-23T11:54:30Z"},"spec":{"type":"ClusterIP",
             "clusterIP":"10.96.0.7","clusterIPs":["10.96.0.7"],"selector":{"tier":"front","app":"web"},
             "ports":[{"port":80,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]}}\
            """,
            "web | ClusterIP | 10.96.0.7 | <none> | 80/TCP,53/UDP | 5m30s || app=web,tier=front | 3/3 ready"),
        new Case(
            "headless prints None, no ports print <none>",
            r,
            """
            {"metadata":{"name":"db"},"spec":{"type":"ClusterIP","clusterIP":"None","clusterIPs":["None"]}}\
            """,
            "db | ClusterIP | None | <none> | <none> | <unknown> || <none> | 3/3 ready"),
        new Case(
            "a node port stands behind its port",
            r,
            """
            {"metadata":{"name":"np"},"spec":{"type":"NodePort","clusterIPs":["10.96.0.8"],"externalIPs":["192.0.2.1","192.0.2.2"],
             "ports":[{"port":80,"nodePort":30080,"protocol":"TCP"}]}}\
            """,
            "np | NodePort | 10.96.0.8 | 192.0.2.1,192.0.2.2 | 80:30080/TCP | <unknown> || <none> | 3/3 ready"),
        new Case(
            "a load balancer without an address is pending",
            r,
            """
            {"metadata":{"name":"lb"},"spec":{"type":"LoadBalancer","clusterIPs":["10.96.0.9"],"ports":[]}}\
            """,
            "lb | LoadBalancer | 10.96.0.9 | <pending> | <none> | <unknown> || <none> | 3/3 ready"),
        new Case(
            "ingress addresses are sorted and unique, external IPs follow, nothing is clipped",
            r,
            """
            {"metadata":{"name":"lb"},"spec":{"type":"LoadBalancer","clusterIPs":["10.96.0.9"],"externalIPs":["192.0.2.9"]},
             "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.9"},{"hostname":"lb.example.com"},{"ip":"203.0.113.10"},
             {"ip":"203.0.113.9"}]}}}\
            """,
            "lb | LoadBalancer | 10.96.0.9 | 203.0.113.10,203.0.113.9,lb.example.com,192.0.2.9 | <none> | <unknown> || <none> | 3/3 ready"),
        new Case(
            "an external name takes the place of the external IP",
            r,
            """
            {"metadata":{"name":"ext"},"spec":{"type":"ExternalName","externalName":"db.example.com"}}\
            """,
            "ext | ExternalName | <none> | db.example.com | <none> | <unknown> || <none> | 3/3 ready"));
  }

  static Stream<Case> endpoints() {
    ResourceName r = ResourceName.ENDPOINTS;
    ResourceName s = ResourceName.ENDPOINT_SLICES;
    return Stream.of(
        new Case("no subsets", r, "{\"metadata\":{\"name\":\"a\"}}", "a | <none> | <unknown>"),
        new Case(
            "only addresses that are not ready print as empty text",
            r,
            """
            {"metadata":{"name":"a"},"subsets":[{"notReadyAddresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80}]}]}\
            """,
            "a |  | <unknown>"),
        new Case(
            "the first three, then how many more, counted once per port",
            r,
            """
            {"metadata":{"name":"a"},"subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],
             "ports":[{"port":80},{"port":443}]},{"addresses":[{"ip":"fd00::1"}],"ports":[{"port":80}]}]}\
            """,
            "a | 10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 2 more... | <unknown>"),
        new Case(
            "without ports the address stands alone; IPv6 gets brackets with one",
            r,
            """
            {"metadata":{"name":"a"},"subsets":[{"addresses":[{"ip":"10.0.0.1"}]},
             {"addresses":[{"ip":"fd00::1"}],"ports":[{"port":80}]}]}\
            """,
            "a | 10.0.0.1,[fd00::1]:80 | <unknown>"),
        new Case(
            "a slice lists ports by number, else name, else *",
            s,
            """
            {"metadata":{"name":"a"},"addressType":"IPv4","ports":[{"port":80,"name":"http"},{"name":"x"},{}],
             "endpoints":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"],"conditions":{"ready":false}}]}\
            """,
            "a | IPv4 | 80,x,* | 10.0.0.1,10.0.0.2 | <unknown> || 3/3 ready"),
        new Case(
            "a slice shows three of each",
            s,
            """
            {"metadata":{"name":"a"},"addressType":"IPv4","ports":[{"port":1},{"port":2},{"port":3},{"port":4}],
             "endpoints":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"]},{"addresses":["10.0.0.3"]},
             {"addresses":["10.0.0.4"]},{"addresses":["10.0.0.5"]}]}\
            """,
            "a | IPv4 | 1,2,3 + 1 more... | 10.0.0.1,10.0.0.2,10.0.0.3 + 2 more... | <unknown> || 3/3 ready"),
        new Case(
            "an empty slice",
            s,
            "{\"metadata\":{\"name\":\"a\"},\"addressType\":\"IPv6\"}",
            "a | IPv6 | <unset> | <unset> | <unknown> || 3/3 ready"));
  }

  static Stream<Case> others() {
    return Stream.of(
        new Case(
            "ready of desired, and what a rollout has reached",
            ResourceName.DEPLOYMENTS,
            """
            {"metadata":{"name":"d"},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"d"},
             "matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]},
             "template":{"spec":{"containers":[{"name":"x","image":"x:1"},{"name":"y","image":"y:2"}]}}},
             "status":{"readyReplicas":1,"updatedReplicas":2,"availableReplicas":1}}\
            """,
            "d | 1/3 | 2 | 1 | <unknown> || x,y | x:1,y:2 | app=d,tier in (a,b)"),
        new Case(
            "desired, current and ready as numbers",
            ResourceName.REPLICA_SETS,
            """
            {"metadata":{"name":"r"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"r"}},
             "template":{"spec":{"containers":[{"name":"x","image":"x:1"}]}}},"status":{"replicas":2}}\
            """,
            "r | 2 | 2 | 0 | <unknown> || x | x:1 | app=r"),
        new Case(
            "ready of desired",
            ResourceName.STATEFUL_SETS,
            """
            {"metadata":{"name":"s"},"spec":{"replicas":3,
             "template":{"spec":{"containers":[{"name":"x","image":"x:1"}]}}},"status":{"readyReplicas":3}}\
            """,
            "s | 3/3 | <unknown> || x | x:1"),
        new Case(
            "the owner with its group, in lower case",
            ResourceName.CONTROLLER_REVISIONS,
            """
            {"metadata":{"name":"s-1","ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"S","controller":true}]},
             "revision":4}\
            """,
            "s-1 | statefulset.apps/S | 4 | <unknown>"),
        new Case(
            "roles from labels, sorted; unschedulable is said",
            ResourceName.NODES,
            """
            {"metadata":{"name":"n","labels":{"node-role.kubernetes.io/worker":"","kubernetes.io/role":"edge",
             "node-role.kubernetes.io/":""}},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}],
             "addresses":[{"type":"InternalIP","address":"192.0.2.5"}],"nodeInfo":{"kubeletVersion":"v1.33.0","osImage":"Linux"}}}\
            """,
            "n | Ready,SchedulingDisabled | edge,worker | <unknown> | v1.33.0 || 192.0.2.5 | <none> | Linux | <unknown> | <unknown>"),
        new Case(
            "a condition that is not True is NotReady, none is Unknown",
            ResourceName.NODES,
            """
            {"metadata":{"name":"n"},"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}\
            """,
            "n | NotReady | <none> | <unknown> |  || <none> | <none> | <unknown> | <unknown> | <unknown>"),
        new Case(
            "the phase",
            ResourceName.NAMESPACES,
            "{\"metadata\":{\"name\":\"x\"},\"status\":{\"phase\":\"Active\"}}",
            "x | Active | <unknown>"),
        new Case(
            "both kinds of data count",
            ResourceName.CONFIG_MAPS,
            "{\"metadata\":{\"name\":\"c\"},\"data\":{\"a\":\"1\",\"b\":\"2\"},\"binaryData\":{\"c\":\"\"}}",
            "c | 3 | <unknown>"),
        new Case(
            "type and number of entries",
            ResourceName.SECRETS,
            "{\"metadata\":{\"name\":\"c\"},\"type\":\"Opaque\",\"data\":{\"a\":\"MQ==\"}}",
            "c | Opaque | 1 | <unknown>"),
        new Case(
            "number of secrets",
            ResourceName.SERVICE_ACCOUNTS,
            "{\"metadata\":{\"name\":\"default\"}}",
            "default | 0 | <unknown>"),
        new Case(
            "the holder, empty if nobody holds it",
            ResourceName.LEASES,
            "{\"metadata\":{\"name\":\"l\"},\"spec\":{}}",
            "l |  | <unknown>"),
        new Case(
            "a pending claim has no capacity and no modes yet",
            ResourceName.PERSISTENT_VOLUME_CLAIMS,
            """
            {"metadata":{"name":"p"},"spec":{"accessModes":["ReadWriteOnce"],"volumeMode":"Filesystem"},"status":{"phase":"Pending"}}\
            """,
            "p | Pending |  |  |  |  | <unset> | <unknown> || Filesystem"),
        new Case(
            "a bound claim shows what it got, modes in upstream's order",
            ResourceName.PERSISTENT_VOLUME_CLAIMS,
            """
            {"metadata":{"name":"p","deletionTimestamp":"2026-11-23T12:00:00Z"},"spec":{"volumeName":"v","storageClassName":"fast"},
             "status":{"phase":"Bound","accessModes":["ReadWriteMany","ReadWriteOnce"],"capacity":{"storage":"1Gi"}}}\
            """,
            "p | Terminating | v | 1Gi | RWO,RWX | fast | <unset> | <unknown> || <unset>"));
  }

  static Stream<Case> events() {
    return Stream.of(
        new Case(
            "the last time, who and what",
            ResourceName.EVENTS,
            """
            {"metadata":{"name":"e"},"type":"Normal","reason":"Scheduled","message":" Assigned \\n","count":3,
             "firstTimestamp":"2026-11-23T11:00:00Z","lastTimestamp":"2026-11-23T11:59:00Z",
             "involvedObject":{"kind":"Pod","name":"web","fieldPath":"spec.containers{x}"},
             "source":{"component":"kubelet","host":"n1"}}\
            """,
            "60s | Normal | Scheduled | pod/web | Assigned || spec.containers{x} | kubelet, n1 | 60m | 3 | e"),
        new Case(
            "an event of the new kind: eventTime, a count of one, the reporting controller",
            ResourceName.EVENTS,
            """
            {"metadata":{"name":"e"},"type":"Normal","reason":"R","eventTime":"2026-11-23T11:59:50.000000Z",
             "involvedObject":{"kind":"Node"},"source":{},"reportingComponent":"sched","reportingInstance":"s-1"}\
            """,
            "10s | Normal | R | node |  ||  | sched, s-1 | 10s | 1 | e"),
        new Case(
            "a series counts from its last observation",
            ResourceName.EVENTS,
            """
            {"metadata":{"name":"e"},"series":{"count":7,"lastObservedTime":"2026-11-23T11:59:59.000000Z"},
             "firstTimestamp":"2026-11-23T11:00:00Z","count":2}\
            """,
            "1s |  |  |  |  ||  |  | 60m | 7 | e"),
        new Case(
            "the same from events.k8s.io, whose fields have other names",
            ResourceName.EVENTS_V1,
            """
            {"metadata":{"name":"e"},"type":"Warning","reason":"R","note":"text","deprecatedCount":2,
             "deprecatedFirstTimestamp":"2026-11-23T11:00:00Z","deprecatedLastTimestamp":"2026-11-23T11:59:00Z",
             "regarding":{"kind":"Service","name":"web"},"deprecatedSource":{"component":"c"}}\
            """,
            "60s | Warning | R | service/web | text ||  | c | 60m | 2 | e"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"services", "endpoints", "others", "events"})
  void prints(Case c) {
    assertEquals(c.row, row(c.resource, Json.object(c.object)));
  }

  static String row(ResourceName resource, Obj object) {
    ResourceType type = Objects.requireNonNull(Schema.builtIn().resource(resource));
    Obj table =
        TableView.of(type, _ -> "3/3 ready")
            .table("v1", List.of(object), Obj.EMPTY, IncludeObject.NONE, true, NOW);
    List<Obj> columns = table.arr("columnDefinitions").objects();
    Arr cells = table.arr("rows").objects().getFirst().arr("cells");
    assertEquals(columns.size(), cells.size(), "one cell a column");
    String narrow = cells(columns, cells, 0);
    String wide = cells(columns, cells, 1);
    return columns.stream().anyMatch(c -> c.integer("priority", 0) == 1)
        ? narrow + " || " + wide
        : narrow;
  }

  private static String cells(List<Obj> columns, Arr cells, long priority) {
    return Stream.iterate(0, i -> i < cells.size(), i -> i + 1)
        .filter(i -> columns.get(i).integer("priority", 0) == priority)
        .map(i -> text(cells.get(i)))
        .collect(Collectors.joining(" | "));
  }

  private static String text(Value cell) {
    return cell instanceof Str s ? s.value() : cell.toString();
  }

  @Test
  void aRowCarriesMetadataByDefaultNothingOrAllOnDemand() {
    TableView view = TableView.of(type(ResourceName.SERVICES));
    Obj service =
        Json.object("{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"}}");
    assertEquals(
        Json.object(
            "{\"apiVersion\":\"meta.k8s.io/v1\",\"kind\":\"PartialObjectMetadata\",\"metadata\":{\"name\":\"a\"}}"),
        carried(view, service, IncludeObject.METADATA));
    assertEquals(Null.NULL, carried(view, service, IncludeObject.NONE));
    assertEquals(service, carried(view, service, IncludeObject.OBJECT));
  }

  private static Value carried(TableView view, Obj object, IncludeObject include) {
    Obj table = view.table("v1", List.of(object), Obj.EMPTY, include, true, NOW);
    return Objects.requireNonNull(table.arr("rows").objects().getFirst().get("object"));
  }

  @Test
  void theHeadSaysWhatAndWhichVersion() {
    Obj meta = Obj.of("resourceVersion", Str.of("7"));
    Obj table =
        TableView.of(type(ResourceName.SERVICES))
            .table("v1beta1", List.of(), meta, IncludeObject.METADATA, false, NOW);
    assertEquals(
        "{\"apiVersion\":\"meta.k8s.io/v1beta1\",\"columnDefinitions\":null,\"kind\":\"Table\","
            + "\"metadata\":{\"resourceVersion\":\"7\"},\"rows\":[]}",
        table.toString());
  }

  @Test
  void theNameColumnIsMarkedAsSuch() {
    Obj table =
        TableView.of(type(ResourceName.EVENTS))
            .table("v1", List.of(), Obj.EMPTY, IncludeObject.METADATA, true, NOW);
    List<String> marked =
        table.arr("columnDefinitions").objects().stream()
            .filter(c -> c.str("format").equals("name"))
            .map(c -> c.str("name"))
            .toList();
    assertEquals(List.of("Name"), marked);
  }

  @Test
  void everyCollectionOfTheTableHasAView() {
    for (ResourceType type : Schema.builtIn().resources()) {
      row(type.name(), Json.object("{\"metadata\":{\"name\":\"x\"}}"));
    }
  }

  @Test
  void anUnknownCellFunctionIsRefusedAtOnce() {
    assertThrows(
        IllegalArgumentException.class, () -> Cells.compile("fn(nonsense)", "string", _ -> ""));
    assertThrows(
        IllegalArgumentException.class, () -> Cells.compile("spec.type", "string", _ -> ""));
    assertThrows(
        IllegalArgumentException.class, () -> Cells.compile("fn(labelMap)", "string", _ -> ""));
  }

  private static ResourceType type(ResourceName name) {
    return Objects.requireNonNull(Schema.builtIn().resource(name));
  }
}
