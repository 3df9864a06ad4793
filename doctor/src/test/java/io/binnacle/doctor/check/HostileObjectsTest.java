package io.binnacle.doctor.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects come from anybody. Whatever a tree looks like, no check throws.
class HostileObjectsTest {
  private static final List<Value> ODD =
      List.of(
          Null.NULL,
          Obj.EMPTY,
          Arr.EMPTY,
          Arr.of(Null.NULL, Obj.EMPTY, Str.EMPTY),
          Str.EMPTY,
          Str.of("web"),
          Str.of("x".repeat(300)),
          Str.of("None"),
          Str.of("\u0000/%s]["),
          Str.of("::1"),
          Str.of("8080"),
          Str.of("http://db:80/"),
          Str.of("$(X).db"),
          Str.of("db=:@//?"),
          Str.of(".."),
          Str.of("+1000000000-12-31T23:59:59.999999999Z"),
          Str.of("-1000000000-01-01T00:00:00Z"),
          Str.of("${[(*+?\\"),
          Bool.TRUE,
          Int.of(-1),
          Int.of(0),
          Int.of(70_000),
          Int.of(Long.MAX_VALUE),
          Int.of(Long.MIN_VALUE));

  static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @Timeout(30)
  void noCheckThrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Evidence whole = cluster().evidence();
    Evidence.Builder builder = Evidence.builder(whole.now(), whole.facts());
    for (ResourceName resource : Kinds.resources()) {
      for (Obj object : whole.all(resource)) {
        Obj odd = random.nextInt(3) == 0 ? (Obj) spoil(object, random, 0.05) : object;
        String namespace = Meta.namespace(object);
        String name = Meta.name(object);
        builder.add(
            resource,
            odd.change("metadata", m -> m.with("namespace", namespace).with("name", name)));
      }
      builder.sawAll(resource);
    }
    examine(builder.build());
  }

  @Test
  @Timeout(10)
  void makersMayLeadInACircle() {
    Cluster circle = cluster();
    for (String[] made :
        List.of(
            new String[] {"Pod/web-5d8f-1", "StatefulSet", "db"},
            new String[] {"StatefulSet/db", "Deployment", "web"},
            new String[] {"Deployment/web", "StatefulSet", "db"})) {
      circle.patch(
          made[0],
          "metadata: {ownerReferences: [{apiVersion: apps/v1, kind: %s, name: %s, controller: true}]}"
              .formatted(made[1], made[2]));
    }
    Evidence seen = circle.evidence();
    assertNull(seen.workloadOf(PodView.of(circle.object("Pod/web-5d8f-1"))));
    examine(seen);
  }

  private static void examine(Evidence seen) {
    Doctor doctor = new Doctor(Checks.ALL);
    List<Result> ofCluster = doctor.cluster(seen);
    int examined = 0;
    for (Obj service : seen.all(ResourceName.SERVICES)) {
      Diagnosis diagnosis = doctor.examine(ObjectKey.of(service), seen, ofCluster);
      assertLooked(diagnosis.results());
      diagnosis.broken().forEach(b -> assertTrue(b.says().length() < 5_000, b.says()));
      examined++;
    }
    assertTrue(examined > 0);
    assertLooked(ofCluster);
    seen.workloads("default")
        .forEach(w -> assertLooked(doctor.examine(w, seen, ofCluster).results()));
  }

  private static void assertLooked(List<Result> results) {
    for (Result result : results) {
      if (result.finding() instanceof Finding.Unknown(String missing)) {
        assertFalse(missing.contains(" failed: "), missing);
      }
    }
  }

  /// `value` with some of its parts replaced; an object stays one.
  private static Value spoil(Value value, SplittableRandom random, double share) {
    return switch (value) {
      case Obj object -> {
        Obj out = object;
        for (String key : object.keys()) {
          Value part = Objects.requireNonNull(object.get(key));
          out =
              out.with(
                  key,
                  random.nextDouble() < share
                      ? ODD.get(random.nextInt(ODD.size()))
                      : spoil(part, random, share));
        }
        yield out;
      }
      case Arr array -> array.map(item -> spoil(item, random, share));
      default -> value;
    };
  }

  private static Cluster cluster() {
    String container =
        """
        {name: web, image: "img/web:1", ports: [{containerPort: 8080, name: http}],
         env: [{name: A, value: db-1.db}], readinessProbe: {httpGet: {port: 8081, path: /}},
         startupProbe: {tcpSocket: {port: http}}, resources: {limits: {memory: 1Mi}}}\
        """;
    return Cluster.of(
            """
            kind: Service
            metadata: {name: web, creationTimestamp: "${-5m}"}
            spec: {selector: {app: wbe}, ports: [{port: 80, targetPort: http}]}
            ---
            kind: Service
            metadata: {name: db}
            spec: {clusterIP: None, selector: {app: db, role: master}, ports: [{port: 5432}]}
            ---
            kind: Service
            metadata: {name: all}
            spec: {selector: {part: shop}, publishNotReadyAddresses: true, ports: [{port: 80}]}
            ---
            kind: Service
            metadata: {name: out}
            spec: {type: ExternalName, externalName: db.default.svc.cluster.local}
            ---
            kind: Deployment
            metadata: {name: web, creationTimestamp: "${-5m}"}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web, part: shop}}
              template:
                metadata: {labels: {app: web, part: shop}}
                spec: {containers: [%1$s], readinessGates: [{conditionType: x}], initContainers: [%1$s]}
            ---
            kind: StatefulSet
            metadata: {name: db}
            spec:
              replicas: 2
              serviceName: db
              selector: {matchLabels: {app: db, part: shop}}
              template:
                metadata: {labels: {app: db, part: shop}}
                spec: {containers: [%1$s]}
            """
                .formatted(container),
            """
            kind: Service
            metadata: {name: shop, creationTimestamp: '${-2h}', labels: {a: b}, finalizers: [x/y]}
            spec:
              type: LoadBalancer
              selector: {app: shop}
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
            metadata: {name: old, creationTimestamp: '${-2h}', deletionTimestamp: '${-1h}'}
            spec: {ports: [{port: 5432, name: pg}]}
            ---
            kind: Service
            metadata: {name: kube-dns, namespace: kube-system}
            spec: {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}
            ---
            kind: Endpoints
            metadata: {name: old}
            subsets: [{addresses: [{ip: 192.0.2.9}], notReadyAddresses: [{ip: 192.0.2.8}], ports: [{port: 5432}]}]
            ---
            kind: Endpoints
            metadata: {name: olds}
            subsets: [{addresses: [{ip: 192.0.2.9}], ports: [{port: 5432}]}]
            ---
            kind: EndpointSlice
            metadata: {name: extra, labels: {kubernetes.io/service-name: shop}}
            addressType: IPv4
            ports: [{name: http, port: 8080, protocol: TCP}]
            endpoints: [{addresses: [10.244.2.99], nodeName: node-1, hints: {forZones: [{name: a}]}}]
            ---
            kind: Deployment
            metadata: {name: shop}
            spec:
              replicas: 2
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec: {containers: [{name: shop, env: [{name: X, value: 'http://shop'}], ports: [{name: http, containerPort: 8080, hostPort: 30080}]}]}
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
            """)
        .run()
        .patch(
            "Pod/web-5d8f-1",
            """
            status:
              conditions: [{type: Ready, status: "False", lastTransitionTime: "${-5m}"}]
              containerStatuses:
              - name: web
                ready: false
                restartCount: 4
                state: {waiting: {reason: CrashLoopBackOff, message: x}}
                lastState: {terminated: {exitCode: 1, finishedAt: "${-1m}"}}
            """)
        .patch("Pod/db-0", "status: {conditions: [{type: Ready, status: 'False'}]}")
        .patch("Pod/db-1", "metadata: {deletionTimestamp: '${-5m}', labels: {role: replica}}")
        .add(
            """
            kind: Event
            metadata: {name: e}
            involvedObject: {kind: Pod, name: web-5d8f-1, namespace: default}
            reason: Unhealthy
            message: "Readiness probe failed: x"
            lastTimestamp: "${-1m}"
            """);
  }
}
