package io.binnacle.doctor.check.cluster;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.slices.SliceChecks;
import io.binnacle.doctor.check.traffic.TrafficChecks;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects of which some parts are anything at all: checks answer, whatever they answer.
class HostileObjectsTest {
  private static final String WORLD =
      """
      kind: Service
      metadata: {name: web, creationTimestamp: '${-2h}', labels: {a: b}, finalizers: [x/y]}
      spec:
        type: LoadBalancer
        selector: {app: web}
        externalTrafficPolicy: Local
        internalTrafficPolicy: Local
        healthCheckNodePort: 31000
        sessionAffinity: ClientIP
        externalIPs: [192.168.1.2]
        loadBalancerSourceRanges: [10.0.0.0/8]
        trafficDistribution: PreferClose
        ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]
      status: {loadBalancer: {ingress: [{ip: 203.0.113.5, ipMode: VIP}]}}
      ---
      kind: Service
      metadata: {name: db, creationTimestamp: '${-2h}', deletionTimestamp: '${-1h}'}
      spec: {ports: [{port: 5432, name: pg}]}
      ---
      kind: Service
      metadata: {name: kube-dns, namespace: kube-system}
      spec: {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}
      ---
      kind: Endpoints
      metadata: {name: db}
      subsets: [{addresses: [{ip: 192.0.2.9}], notReadyAddresses: [{ip: 192.0.2.8}], ports: [{port: 5432}]}]
      ---
      kind: Endpoints
      metadata: {name: dbs}
      subsets: [{addresses: [{ip: 192.0.2.9}], ports: [{port: 5432}]}]
      ---
      kind: EndpointSlice
      metadata: {name: extra, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      ports: [{name: http, port: 8080, protocol: TCP}]
      endpoints: [{addresses: [10.244.2.99], nodeName: node-1, hints: {forZones: [{name: a}]}}]
      ---
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, env: [{name: X, value: 'http://web'}], ports: [{name: http, containerPort: 8080, hostPort: 30080}]}]}
      ---
      kind: Lease
      metadata: {name: kube-controller-manager, namespace: kube-system}
      spec: {holderIdentity: me, leaseDurationSeconds: 15, renewTime: '${-1h}'}
      ---
      kind: Lease
      metadata: {name: node-2, namespace: kube-node-lease}
      spec: {holderIdentity: me, leaseDurationSeconds: 40, renewTime: '${now}'}
      ---
      kind: Namespace
      metadata: {name: default, deletionTimestamp: '${-1h}'}
      status: {conditions: [{type: A, status: "True", message: m}]}
      """;

  private static final List<String> OBJECTS =
      List.of(
          "Service/web",
          "Service/db",
          "Service/kube-system/kube-dns",
          "Endpoints/db",
          "Endpoints/dbs",
          "EndpointSlice/extra",
          "EndpointSlice/web-s1",
          "Deployment/web",
          "Pod/web-5d8f-1",
          "Node/node-2",
          "Lease/kube-system/kube-controller-manager",
          "Lease/kube-node-lease/node-2",
          "Namespace/default");

  private static final List<Value> ODD =
      List.of(
          Null.NULL,
          Bool.of(true),
          Int.of(Long.MIN_VALUE),
          Int.of(70_000),
          Str.of(""),
          Str.of("None"),
          Str.of("\u0000/%s]["),
          Str.of("::1"),
          Str.of("+1000000000-12-31T23:59:59.999999999Z"),
          Str.of("-1000000000-01-01T00:00:00Z"),
          Arr.EMPTY,
          Obj.EMPTY,
          Arr.of(Null.NULL, Obj.EMPTY, Str.of("x")));

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyCheckAnswers(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Cluster cluster = Cluster.of(WORLD).run();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      String object = OBJECTS.get(random.nextInt(OBJECTS.size()));
      cluster.change(object, before -> around(before, random));
    }
    List<Check> checks = new ArrayList<>(SliceChecks.ALL);
    checks.addAll(TrafficChecks.ALL);
    checks.addAll(ClusterChecks.ALL);
    Evidence seen = cluster.evidence();
    for (Check check : checks) {
      if (check instanceof Check.OfCluster of) {
        assertNotNull(of.examine(seen));
      }
      if (check instanceof Check.OfService of) {
        for (Obj service : seen.all(ResourceName.SERVICES)) {
          Finding finding = of.examine(ServiceView.of(service), seen);
          assertNotNull(finding, check.id());
        }
      }
    }
  }

  /// `object` with something odd in it, but still the object of its kind and name.
  private static Obj around(Obj object, SplittableRandom random) {
    Obj odd = (Obj) mutated(object, random, 0);
    Obj metadata = object.obj("metadata");
    return odd.with("kind", object.str("kind"))
        .with(
            "metadata",
            odd.obj("metadata")
                .with("name", metadata.str("name"))
                .with("namespace", metadata.str("namespace")));
  }

  private static Value mutated(Value value, SplittableRandom random, int depth) {
    boolean here = depth > 0 && random.nextInt(4) == 0;
    if (!here && value instanceof Obj object && !object.isEmpty()) {
      int at = random.nextInt(object.size());
      return object.with(object.keyAt(at), mutated(object.valueAt(at), random, depth + 1));
    }
    if (!here && value instanceof Arr array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      return array.with(at, mutated(array.get(at), random, depth + 1));
    }
    return depth == 0 ? value : ODD.get(random.nextInt(ODD.size()));
  }
}
