package io.binnacle.node.env;

import static io.binnacle.node.env.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerEnvironmentTest {
  private static final PodFacts FACTS =
      new PodFacts(
          List.of("10.244.0.7", "fd00::7"),
          List.of("192.0.2.1"),
          Map.of("cpu", Quantity.parse("2"), "memory", Quantity.parse("4Gi")));

  private static final ConfigSource OBJECTS =
      new ConfigSource() {
        @Override
        public @Nullable Obj configMap(String namespace, String name) {
          return name.equals("settings")
              ? yaml("{data: {color: red, size: big, $(x): odd, 1st: one}}")
              : null;
        }

        @Override
        public @Nullable Obj secret(String namespace, String name) {
          return name.equals("keys") ? yaml("{data: {token: c2VjcmV0}}") : null;
        }
      };

  private static final Obj POD =
      yaml(
          """
          metadata:
            name: web-0
            namespace: shop
            uid: u-1
            labels: {app: web}
            annotations: {note: hello}
          spec:
            nodeName: node-1
            serviceAccountName: builder
            enableServiceLinks: false
          """);

  /// `{}` and the like are the container; the answer is `NAME=value` in order, or `!` and why not.
  private static String resolve(String container) {
    return switch (ContainerEnvironment.resolve(POD, yaml(container), FACTS, List.of(), OBJECTS)) {
      case Environment.Resolved r ->
          Stream.concat(
                  r.variables().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()),
                  Stream.concat(r.command().stream(), r.args().stream()))
              .collect(Collectors.joining(" "));
      case Environment.Unresolved u -> "!" + u.message();
    };
  }

  record Case(String name, String container, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("a plain value", "{env: [{name: A, value: x}]}", "A=x"),
        new Case("no value is an empty one", "{env: [{name: A}]}", "A="),
        new Case(
            "a reference to an earlier variable",
            "{env: [{name: A, value: x}, {name: B, value: '$(A)y'}]}",
            "A=x B=xy"),
        new Case(
            "a reference to a later variable stays",
            "{env: [{name: B, value: '$(A)'}, {name: A, value: x}]}",
            "B=$(A) A=x"),
        new Case(
            "the later of two of one name wins, and sees the earlier",
            "{env: [{name: A, value: x}, {name: A, value: '$(A)$(A)'}]}",
            "A=xx"),
        new Case(
            "command and arguments",
            "{command: [sh, '$(A)', '$$(A)'], args: ['$(NO)'], env: [{name: A, value: x}]}",
            "A=x sh x $(A) $(NO)"),
        new Case(
            "a key of a ConfigMap",
            "{env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]}",
            "A=red"),
        new Case(
            "a key of a Secret is decoded",
            "{env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: token}}}]}",
            "A=secret"),
        new Case(
            "a missing ConfigMap",
            "{env: [{name: A, valueFrom: {configMapKeyRef: {name: gone, key: k}}}]}",
            "!configmap \"gone\" not found"),
        new Case(
            "a missing Secret",
            "{env: [{name: A, valueFrom: {secretKeyRef: {name: gone, key: k}}}]}",
            "!secret \"gone\" not found"),
        new Case(
            "a missing key of a ConfigMap",
            "{env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: k}}}]}",
            "!couldn't find key k in ConfigMap shop/settings"),
        new Case(
            "a missing key of a Secret",
            "{env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: k}}}]}",
            "!couldn't find key k in Secret shop/keys"),
        new Case(
            "what is optional and missing is left out",
            "{env: [{name: A, valueFrom: {configMapKeyRef: {name: gone, key: k, optional: true}}},"
                + " {name: B, valueFrom: {secretKeyRef: {name: keys, key: k, optional: true}}}]}",
            ""),
        new Case(
            "all of a ConfigMap, with a prefix; env wins over it",
            "{envFrom: [{prefix: C_, configMapRef: {name: settings}}], env: [{name: C_size, value: s}]}",
            "C_$(x)=odd C_1st=one C_color=red C_size=s"),
        new Case(
            "values from a ConfigMap are not expanded, references to them are",
            "{envFrom: [{configMapRef: {name: settings}}], env: [{name: A, value: '$(color)'}]}",
            "$(x)=odd 1st=one color=red size=big A=red"),
        new Case(
            "an optional source that is missing",
            "{envFrom: [{secretRef: {name: gone, optional: true}}]}",
            ""),
        new Case(
            "a source that is missing",
            "{envFrom: [{secretRef: {name: gone}}]}",
            "!secret \"gone\" not found"),
        new Case(
            "a resource of another container of the Pod is unknown here",
            "{env: [{name: A, valueFrom: {resourceFieldRef: {containerName: x, resource: limits.cpu}}}]}",
            "!container x not found"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void resolves(Case c) {
    assertEquals(c.expected(), resolve(c.container()));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metadata.name                | web-0
          metadata.namespace           | shop
          metadata.uid                 | u-1
          metadata.labels['app']       | web
          metadata.labels['no']        | ''
          metadata.annotations['note'] | hello
          spec.nodeName                | node-1
          spec.serviceAccountName      | builder
          status.hostIP                | 192.0.2.1
          status.hostIPs               | 192.0.2.1
          status.podIP                 | 10.244.0.7
          status.podIPs                | 10.244.0.7,fd00::7
          """)
  void fields(String path, String value) {
    assertEquals(
        "A=" + value,
        resolve("{env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"" + path + "\"}}}]}"));
  }

  @ParameterizedTest(name = "{0} in units of {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limits.cpu      | 0    | 2
          limits.cpu      | 1m   | 1500
          requests.cpu    | 1    | 1
          requests.cpu    | 1m   | 250
          limits.memory   | 1    | 67108864
          limits.memory   | 1Mi  | 64
          limits.memory   | 1Gi  | 1
          requests.memory | 1    | 0
          """)
  void resourcesAreRoundedUp(String resource, String divisor, String value) {
    assertEquals(
        "A=" + value,
        resolve(
            "{resources: {limits: {cpu: 1500m, memory: 64Mi}, requests: {cpu: 250m}}, env: [{name:"
                + " A, valueFrom: {resourceFieldRef: {resource: "
                + resource
                + ", divisor: "
                + divisor
                + "}}}]}"));
  }

  @Test
  void aLimitThatIsNotStatedIsWhatTheNodeHas() {
    assertEquals(
        "A=4294967296",
        resolve("{env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]}"));
  }

  @ParameterizedTest(name = "{0} comes out as {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $(A)          | x
          -$(A)-        | -x-
          $$(A)         | $(A)
          $$$(A)        | $x
          $$$$(A)       | $$(A)
          $(NO)         | $(NO)
          $(A           | $(A
          $A            | $A
          $             | $
          a$            | a$
          $$            | $
          $(A)$(A)      | xx
          $(B)          | $(A)
          $()           | $()
          """)
  void expandsAsTheKubeletDoes(String text, String expected) {
    assertEquals(expected, Expansion.expand(text, Map.of("A", "x", "B", "$(A)")::get));
  }

  private static final List<Obj> SERVICES =
      List.of(
          yaml(
              "{metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.96.0.1, ports:"
                  + " [{name: https, port: 443, protocol: TCP}]}}"),
          yaml(
              "{metadata: {name: my-db.2, namespace: shop}, spec: {clusterIP: 10.96.0.9, ports:"
                  + " [{name: sql, port: 5432, protocol: TCP}, {name: log-in, port: 53, protocol:"
                  + " UDP}]}}"),
          yaml(
              "{metadata: {name: loose, namespace: shop}, spec: {clusterIP: None, ports: [{port: 1}]}}"),
          yaml(
              "{metadata: {name: out, namespace: shop}, spec: {type: ExternalName, externalName: x}}"),
          yaml(
              "{metadata: {name: other, namespace: else}, spec: {clusterIP: 10.96.0.3, ports: [{port:"
                  + " 1}]}}"));

  private static Map<String, String> links(boolean wanted) {
    Obj pod = POD.change("spec", spec -> spec.with("enableServiceLinks", wanted));
    Obj container = yaml("{env: [{name: MY_DB_2_SERVICE_HOST, value: mine}]}");
    return ((Environment.Resolved)
            ContainerEnvironment.resolve(pod, container, FACTS, SERVICES, OBJECTS))
        .variables();
  }

  @Test
  void servicesOfTheNamespaceAndTheApiAreInTheEnvironmentUnlessAVariableHasThatName() {
    assertThat(links(true))
        .containsEntry("MY_DB_2_SERVICE_HOST", "mine")
        .containsEntry("MY_DB_2_SERVICE_PORT", "5432")
        .containsEntry("MY_DB_2_SERVICE_PORT_SQL", "5432")
        .containsEntry("MY_DB_2_SERVICE_PORT_LOG_IN", "53")
        .containsEntry("MY_DB_2_PORT", "tcp://10.96.0.9:5432")
        .containsEntry("MY_DB_2_PORT_5432_TCP", "tcp://10.96.0.9:5432")
        .containsEntry("MY_DB_2_PORT_5432_TCP_PROTO", "tcp")
        .containsEntry("MY_DB_2_PORT_5432_TCP_PORT", "5432")
        .containsEntry("MY_DB_2_PORT_5432_TCP_ADDR", "10.96.0.9")
        .containsEntry("MY_DB_2_PORT_53_UDP", "udp://10.96.0.9:53")
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443")
        .hasSize(13 + 8);
  }

  @Test
  void withoutServiceLinksOnlyTheApiIsThere() {
    assertThat(links(false))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .doesNotContainKey("MY_DB_2_PORT")
        .hasSize(1 + 8);
  }

  @Test
  void anUndefinedVariableOfAPathIsNamed() {
    assertEquals("NO", ContainerEnvironment.undefinedIn("a/$(A)/$(NO)", Map.of("A", "x")));
    assertEquals("a/x", ContainerEnvironment.expand("a/$(A)", Map.of("A", "x")));
  }
}
