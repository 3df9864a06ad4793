package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a Pod must be like beyond its containers and volumes.
class PodRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.PODS, true);
  private static final Obj POD =
      Given.complete(
          ResourceName.PODS,
          """
          {'metadata': {'name': 'web-0', 'namespace': 'default', 'resourceVersion': '1'},
           'spec': {'containers': [{'name': 'web', 'image': 'nginx:1.27',
             'ports': [{'name': 'http', 'containerPort': 80}]}]}}
          """);

  static Stream<Case> pods() {
    return Stream.of(
        new Case(
            "names in the spec have their syntax",
            POD,
            "{'spec': {'hostname': 'A', 'subdomain': 'a.b', 'nodeName': 'N_', 'serviceAccountName': 'S_', 'priorityClassName': 'P_'}}",
            """
            spec.serviceAccountName: Invalid value: "S_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.nodeName: Invalid value: "N_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.hostname: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.subdomain: Invalid value: "a.b": must not contain dots
            spec.priorityClassName: Invalid value: "P_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\
            """),
        new Case(
            "policies are known ones",
            POD,
            "{'spec': {'restartPolicy': 'Sometimes', 'dnsPolicy': 'Mine', 'preemptionPolicy': 'Maybe'}}",
            """
            spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"
            spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"
            spec.preemptionPolicy: Unsupported value: "Maybe": supported values: "PreemptLowerPriority", "Never\"\
            """),
        new Case(
            "no DNS policy means settings of one's own",
            POD,
            "{'spec': {'dnsPolicy': 'None'}}",
            "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"),
        new Case(
            "and at least one server",
            POD,
            "{'spec': {'dnsPolicy': 'None', 'dnsConfig': {'searches': ['a']}}}",
            "spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None"),
        new Case(
            "the resolver takes three servers and names with underscores",
            POD,
            "{'spec': {'dnsConfig': {'nameservers': ['1.1.1.1', '1.1.1.2', '1.1.1.3', 'x'], 'searches': ['.', '_a.b.', 'A'], 'options': [{'value': '1'}]}}}",
            """
            spec.dnsConfig.nameservers: Invalid value: []string{"1.1.1.1", "1.1.1.2", "1.1.1.3", "x"}: must not have more than 3 nameservers
            spec.dnsConfig.nameservers[3]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
            spec.dnsConfig.searches[2]: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.dnsConfig.options[0]: Required value: must not be empty\
            """),
        new Case(
            "on the host's network a port is a host port",
            POD,
            "{'spec': {'hostNetwork': true}}",
            "spec.containers[0].ports[0].hostPort: Invalid value: 0: must match `containerPort` when `hostNetwork` is true"),
        new Case(
            "aliases are addresses and names",
            POD,
            "{'spec': {'hostAliases': [{'ip': 'x', 'hostnames': ['A']}]}}",
            """
            spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
            spec.hostAliases[0].hostnames[0]: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\
            """),
        new Case(
            "a deadline is positive, a grace period is given",
            POD,
            "{'spec': {'activeDeadlineSeconds': 0, 'terminationGracePeriodSeconds': null}}",
            """
            spec.terminationGracePeriodSeconds: Required value
            spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive\
            """),
        new Case(
            "a gate keeps a Pod from nodes",
            POD,
            "{'spec': {'nodeName': 'n1', 'schedulingGates': [{'name': 'a'}, {'name': 'a'}]}}",
            """
            spec.schedulingGates[1]: Duplicate value: "a"
            spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared\
            """),
        new Case(
            "tolerations make sense",
            POD,
            "{'spec': {'tolerations': [{'value': 'x'}, {'key': 'a', 'operator': 'Exists', 'value': 'x'}, {'key': 'a', 'operator': 'Like'}, {'key': 'a', 'tolerationSeconds': 1, 'effect': 'NoSchedule'}, {'operator': 'Exists', 'effect': 'Never'}]}}",
            """
            spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"
            spec.tolerations[1].operator: Invalid value: "x": value must be empty when `operator` is 'Exists'
            spec.tolerations[2].operator: Unsupported value: "Like": supported values: "Equal", "Exists"
            spec.tolerations[3].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when `tolerationSeconds` is set
            spec.tolerations[4].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute\"\
            """),
        new Case(
            "nodes are chosen by terms that make sense",
            POD,
            "{'spec': {'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': {'nodeSelectorTerms': [{'matchExpressions': [{'key': 'a', 'operator': 'In'}, {'key': 'a', 'operator': 'Gt', 'values': ['1', '2']}, {'key': 'a', 'operator': '~'}]}]}, 'preferredDuringSchedulingIgnoredDuringExecution': [{'weight': 0, 'preference': {'matchFields': [{'key': 'x', 'operator': 'In', 'values': ['n']}]}}]}}}}",
            """
            spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'
            spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'
            spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].operator: Invalid value: "~": not a valid selector operator
            spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100
            spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchFields[0].key: Invalid value: "x": not a valid field selector key\
            """),
        new Case(
            "neighbours are chosen within a topology",
            POD,
            "{'spec': {'affinity': {'podAntiAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': [{'labelSelector': {'matchLabels': {'app': 'web'}}, 'topologyKey': 'zone', 'matchLabelKeys': ['x'], 'mismatchLabelKeys': ['x']}]}}}}",
            "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]: Invalid value: \"x\": exists in both matchLabelKeys and mismatchLabelKeys"),
        new Case(
            "spreading says over what and what else",
            POD,
            "{'spec': {'topologySpreadConstraints': [{'maxSkew': 0, 'topologyKey': '', 'whenUnsatisfiable': 'Panic', 'minDomains': 2}]}}",
            """
            spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero
            spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty
            spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Panic": supported values: "DoNotSchedule", "ScheduleAnyway"
            spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not Panic\
            """),
        new Case(
            "security settings are consistent",
            POD,
            "{'spec': {'hostPID': true, 'shareProcessNamespace': true, 'securityContext': {'runAsUser': -1, 'sysctls': [{'name': 'A'}], 'seccompProfile': {'type': 'Localhost'}}}}",
            """
            spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive
            spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled
            spec.securityContext.sysctls[0].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
            spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost\
            """),
        new Case(
            "annotations the API reads are checked",
            POD,
            "{'metadata': {'annotations': {'controller.kubernetes.io/pod-deletion-cost': '+1', 'kubernetes.io/config.mirror': 'x'}}}",
            """
            metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set
            metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pods")
  void judgesPods(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  static Stream<Case> updates() {
    return Stream.of(
        new Case(
            "labels and images may change",
            POD,
            "{'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': {'0': {'image': 'nginx:1.28'}}}}",
            ""),
        new Case(
            "what a Go client leaves out has not changed",
            POD,
            "{'spec': {'hostNetwork': false, 'hostname': '', 'tolerations': []}}",
            ""),
        new Case(
            "a deadline may come, a toleration too",
            POD,
            "{'spec': {'activeDeadlineSeconds': 5, 'tolerations': [{'operator': 'Exists'}]}}",
            ""),
        new Case(
            "nothing else may",
            POD,
            "{'spec': {'containers': {'0': {'command': ['sh'], 'ports': {'0': {'containerPort': 81}}}}}}",
            """
            spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)
              + containers[0].command: ["sh"]
              - containers[0].ports[0].containerPort: 80
              + containers[0].ports[0].containerPort: 81
            """),
        new Case(
            "a pointer that was absent is not zero",
            POD,
            "{'spec': {'securityContext': {'runAsUser': 0}}}",
            """
            spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)
              + securityContext.runAsUser: 0
            """),
        new Case(
            "containers neither come nor go",
            POD,
            "{'spec': {'containers': {'1': {'name': 'b', 'image': 'b', 'imagePullPolicy': 'Always', 'terminationMessagePolicy': 'File'}}}}",
            "spec.containers: Forbidden: pod updates may not add or remove containers"),
        new Case(
            "an image stays an image",
            POD,
            "{'spec': {'containers': {'0': {'image': ' a'}}}}",
            """
            spec.containers[0].image: Invalid value: " a": must not have leading or trailing whitespace
            spec.containers[0].image: Invalid value: " a": must not have leading or trailing whitespace\
            """),
        new Case(
            "a deadline only comes nearer",
            Given.changed(POD, "{'spec': {'activeDeadlineSeconds': 5}}"),
            "{'spec': {'activeDeadlineSeconds': 6}}",
            "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value"),
        new Case(
            "tolerations do not go",
            Given.changed(POD, "{'spec': {'tolerations': [{'operator': 'Exists'}]}}"),
            "{'spec': {'tolerations': []}}",
            "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"),
        new Case(
            "gates only go",
            POD,
            "{'spec': {'schedulingGates': [{'name': 'a'}]}}",
            "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'"),
        new Case(
            "a waiting Pod may look for more labels, not others",
            Given.changed(
                POD, "{'spec': {'schedulingGates': [{'name': 'g'}], 'nodeSelector': {'a': 'b'}}}"),
            "{'spec': {'nodeSelector': {'a': 'c'}}}",
            "spec.nodeSelector: Invalid value: map[string]string{\"a\":\"c\"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("updates")
  void judgesUpdates(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(TYPE, c.changed(), c.base())));
  }

  static Stream<Case> statuses() {
    return Stream.of(
        new Case(
            "a Pod has an address of each family",
            POD,
            "{'status': {'podIP': '10.0.0.1', 'podIPs': [{'ip': '10.0.0.1'}, {'ip': 'fd00::1'}]}}",
            ""),
        new Case(
            "not two of one",
            POD,
            "{'status': {'podIPs': [{'ip': '10.0.0.1'}, {'ip': '10.0.0.1'}]}}",
            """
            status.podIPs: Invalid value: []core.PodIP{core.PodIP{IP:"10.0.0.1"}, core.PodIP{IP:"10.0.0.1"}}: may specify no more than one IP for each IP family
            status.podIPs[1]: Duplicate value: core.PodIP{IP:"10.0.0.1"}\
            """),
        new Case(
            "the first of the host's addresses is the host's address",
            POD,
            "{'status': {'hostIP': '1.2.3.4', 'hostIPs': [{'ip': '1.2.3.5'}]}}",
            "status.hostIPs[0].ip: Invalid value: \"1.2.3.5\": must be equal to `hostIP`"),
        new Case(
            "what has ended for good does not come back",
            Given.changed(
                POD,
                "{'spec': {'restartPolicy': 'Never'}, 'status': {'containerStatuses': [{'name': 'web', 'state': {'terminated': {'exitCode': 0}}}]}}"),
            "{'status': {'containerStatuses': [{'name': 'web', 'state': {'running': {}}}]}}",
            "status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state"),
        new Case(
            "quality of service stays",
            Given.changed(POD, "{'status': {'qosClass': 'BestEffort'}}"),
            "{'status': {'qosClass': 'Burstable'}}",
            "status.qosClass: Invalid value: \"Burstable\": field is immutable"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statuses")
  void judgesStatuses(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.updateStatus(TYPE, c.changed(), c.base())));
  }
}
