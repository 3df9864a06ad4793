package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the containers of a Pod must be like.
class ContainerRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.PODS, true);
  private static final Obj POD =
      Given.complete(
          ResourceName.PODS,
          """
          {'metadata': {'name': 'web-0', 'namespace': 'default', 'resourceVersion': '1'},
           'spec': {'containers': [{'name': 'web', 'image': 'nginx:1.27',
             'ports': [{'name': 'http', 'containerPort': 80}]}]}}
          """);

  static Stream<Case> containers() {
    return Stream.of(
        new Case("a plain Pod is fine", POD, "{}", ""),
        new Case(
            "a Pod has a container",
            POD,
            "{'spec': {'containers': null}}",
            "spec.containers: Required value"),
        new Case(
            "a container has a name and an image",
            POD,
            "{'spec': {'containers': {'0': {'name': '', 'image': ''}}}}",
            """
            spec.containers[0].name: Required value
            spec.containers[0].image: Required value\
            """),
        new Case(
            "a container's name is a label",
            POD,
            "{'spec': {'containers': {'0': {'name': 'Web'}}}}",
            "spec.containers[0].name: Invalid value: \"Web\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"),
        new Case(
            "containers have different names",
            POD,
            "{'spec': {'containers': {'1': {'name': 'web', 'image': 'a', 'imagePullPolicy': 'Always', 'terminationMessagePolicy': 'File'}}}}",
            "spec.containers[1].name: Duplicate value: \"web\""),
        new Case(
            "init containers too, and with regular ones",
            POD,
            "{'spec': {'initContainers': [{'name': 'web', 'image': 'a', 'imagePullPolicy': 'Always', 'terminationMessagePolicy': 'File'}]}}",
            "spec.initContainers[0].name: Duplicate value: \"web\""),
        new Case(
            "an image has no blanks around it",
            POD,
            "{'spec': {'containers': {'0': {'image': ' nginx'}}}}",
            "spec.containers[0].image: Invalid value: \" nginx\": must not have leading or trailing whitespace"),
        new Case(
            "policies are known ones",
            POD,
            "{'spec': {'containers': {'0': {'imagePullPolicy': 'Sometimes', 'terminationMessagePolicy': 'Loud'}}}}",
            """
            spec.containers[0].terminationMessagePolicy: Unsupported value: "Loud": supported values: "File", "FallbackToLogsOnError"
            spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never\"\
            """),
        new Case(
            "ports have a number, a protocol, and names of their own",
            POD,
            "{'spec': {'containers': {'0': {'ports': [{'name': 'http', 'containerPort': 70000, 'protocol': 'TCP'}, {'name': 'http', 'protocol': 'X'}, {'name': 'TOO-LONG-PORT-NAME', 'containerPort': 1, 'hostPort': 70000, 'protocol': 'TCP'}]}}}}",
            """
            spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive
            spec.containers[0].ports[1].name: Duplicate value: "http"
            spec.containers[0].ports[1].containerPort: Required value
            spec.containers[0].ports[1].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"
            spec.containers[0].ports[2].name: Invalid value: "TOO-LONG-PORT-NAME": must be no more than 15 characters
            spec.containers[0].ports[2].name: Invalid value: "TOO-LONG-PORT-NAME": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)
            spec.containers[0].ports[2].name: Invalid value: "TOO-LONG-PORT-NAME": must contain at least one letter (a-z)
            spec.containers[0].ports[2].hostPort: Invalid value: 70000: must be between 1 and 65535, inclusive\
            """),
        new Case(
            "a host port is taken once",
            POD,
            "{'spec': {'containers': {'0': {'ports': [{'containerPort': 80, 'hostPort': 80, 'protocol': 'TCP'}, {'containerPort': 81, 'hostPort': 80, 'protocol': 'TCP'}]}}}}",
            "spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//80\""),
        new Case(
            "a regular container has no restart policy of its own",
            POD,
            "{'spec': {'containers': {'0': {'restartPolicy': 'Always'}}}}",
            "spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers"),
        new Case(
            "an init container that ends needs no probes",
            POD,
            "{'spec': {'initContainers': [{'name': 'i', 'image': 'a', 'imagePullPolicy': 'Always', 'terminationMessagePolicy': 'File', 'livenessProbe': {'tcpSocket': {'port': 80}}, 'restartPolicy': 'Never'}]}}",
            """
            spec.initContainers[0].restartPolicy: Unsupported value: "Never": supported values: "Always"
            spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always\
            """),
        new Case(
            "ephemeral containers come later",
            POD,
            "{'spec': {'ephemeralContainers': [{'name': 'e', 'image': 'a', 'imagePullPolicy': 'Always', 'terminationMessagePolicy': 'File', 'targetContainerName': 'nobody'}]}}",
            """
            spec.ephemeralContainers[0].targetContainerName: Not found: "nobody"
            spec.ephemeralContainers: Forbidden: cannot be set on create\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("containers")
  void judgesContainers(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  static Stream<Case> environments() {
    return Stream.of(
        new Case(
            "a variable has a name, which may be odd",
            POD,
            "{'spec': {'containers': {'0': {'env': [{'name': ''}, {'name': '1-a b'}, {'name': 'a=b'}]}}}}",
            """
            spec.containers[0].env[0].name: Required value
            spec.containers[0].env[2].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='\
            """),
        new Case(
            "a value comes from one place",
            POD,
            "{'spec': {'containers': {'0': {'env': [{'name': 'a', 'value': 'x', 'valueFrom': {'fieldRef': {'apiVersion': 'v1', 'fieldPath': 'metadata.name'}}}, {'name': 'b', 'valueFrom': {}}, {'name': 'c', 'valueFrom': {'configMapKeyRef': {'name': 'm', 'key': 'k'}, 'secretKeyRef': {'name': 's', 'key': 'k'}}}]}}}}",
            """
            spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty
            spec.containers[0].env[1].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`
            spec.containers[0].env[2].valueFrom: Invalid value: "": may not have more than one field specified at a time\
            """),
        new Case(
            "fields of the Pod are named as the API names them",
            POD,
            "{'spec': {'containers': {'0': {'env': [{'name': 'a', 'valueFrom': {'fieldRef': {'apiVersion': 'v1', 'fieldPath': 'spec.foo'}}}, {'name': 'b', 'valueFrom': {'fieldRef': {'apiVersion': 'v1', 'fieldPath': 'status.phase'}}}]}}}}",
            """
            spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo
            spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs\"\
            """),
        new Case(
            "resources are shown in a unit that suits them",
            POD,
            "{'spec': {'containers': {'0': {'env': [{'name': 'a', 'valueFrom': {'resourceFieldRef': {'resource': 'limits.cpu', 'divisor': '1Mi'}}}, {'name': 'b', 'valueFrom': {'resourceFieldRef': {'resource': 'limits.disk'}}}]}}}}",
            """
            spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource
            spec.containers[0].env[1].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.disk": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory\"\
            """),
        new Case(
            "a whole source is a ConfigMap or a Secret",
            POD,
            "{'spec': {'containers': {'0': {'envFrom': [{}, {'configMapRef': {'name': ''}}]}}}}",
            """
            spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`
            spec.containers[0].envFrom[1].configMapRef.name: Required value\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("environments")
  void judgesEnvironments(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  static Stream<Case> probes() {
    return Stream.of(
        new Case(
            "a probe does one thing",
            POD,
            "{'spec': {'containers': {'0': {'livenessProbe': {'successThreshold': 1}, 'readinessProbe': {'successThreshold': 1, 'exec': {'command': ['a']}, 'tcpSocket': {'port': 80}}}}}}",
            """
            spec.containers[0].livenessProbe: Required value: must specify a handler type
            spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type\
            """),
        new Case(
            "its numbers are not negative",
            POD,
            "{'spec': {'containers': {'0': {'startupProbe': {'tcpSocket': {'port': 0}, 'periodSeconds': -1, 'successThreshold': 2}}}}}",
            """
            spec.containers[0].startupProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive
            spec.containers[0].startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0
            spec.containers[0].startupProbe.successThreshold: Invalid value: 2: must be 1\
            """),
        new Case(
            "an HTTP probe has path, port, scheme and proper headers",
            POD,
            "{'spec': {'containers': {'0': {'readinessProbe': {'successThreshold': 3, 'httpGet': {'path': '', 'port': 'web', 'scheme': 'FTP', 'httpHeaders': [{'name': 'X Y'}]}}}}}}",
            """
            spec.containers[0].readinessProbe.httpGet.path: Required value
            spec.containers[0].readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"
            spec.containers[0].readinessProbe.httpGet.httpHeaders: Invalid value: "X Y": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')\
            """),
        new Case(
            "a grace period belongs to probes that kill",
            POD,
            "{'spec': {'containers': {'0': {'readinessProbe': {'successThreshold': 1, 'exec': {'command': []}, 'terminationGracePeriodSeconds': 5}}}}}",
            """
            spec.containers[0].readinessProbe.exec.command: Required value
            spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes\
            """),
        new Case(
            "a hook sleeps no longer than the Pod may",
            POD,
            "{'spec': {'containers': {'0': {'lifecycle': {'preStop': {'sleep': {'seconds': 31}}}}}}}",
            "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("probes")
  void judgesProbes(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  static Stream<Case> resources() {
    return Stream.of(
        new Case(
            "requests and limits that fit are fine",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'requests': {'cpu': '100m', 'memory': '64Mi'}, 'limits': {'cpu': '1'}}}}}}",
            ""),
        new Case(
            "a request is within its limit",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'requests': {'cpu': '2'}, 'limits': {'cpu': '1'}}}}}}",
            "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"),
        new Case(
            "amounts are not negative, names are known",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'requests': {'cpu': '-1', 'disk': '1', 'pods': '1'}}}}}}",
            """
            spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0
            spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource type or fully qualified
            spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource for containers
            spec.containers[0].resources.requests[pods]: Invalid value: "pods": must be a standard resource for containers\
            """),
        new Case(
            "a device is asked for whole and with a limit",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'requests': {'example.com/gpu': '500m'}}}}}}",
            """
            spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer
            spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources\
            """),
        new Case(
            "huge pages go with memory, in whole pages",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'limits': {'hugepages-2Mi': '3Mi'}, 'requests': {'hugepages-2Mi': '3Mi'}}}}}}",
            """
            spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi
            spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi
            spec.containers[0].resources: Forbidden: HugePages require cpu or memory\
            """),
        new Case(
            "a claim is one of the Pod's",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'claims': [{'name': 'a'}]}}}}}",
            "spec.containers[0].resources.claims[0]: Not found: \"a\": must be one of the names in pod.spec.resourceClaims which is empty"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("resources")
  void judgesResources(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }
}
