package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Deployments, ReplicaSets, StatefulSets and claims must be like.
class WorkloadRulesTest {
  private static final ResourceType DEPLOYMENTS = Given.type(ResourceName.DEPLOYMENTS, true);
  private static final ResourceType REPLICA_SETS = Given.type(ResourceName.REPLICA_SETS, true);
  private static final ResourceType STATEFUL_SETS = Given.type(ResourceName.STATEFUL_SETS, true);
  private static final ResourceType CLAIMS =
      Given.type(ResourceName.PERSISTENT_VOLUME_CLAIMS, true);
  private static final String WORKLOAD =
      """
      {'metadata': {'name': 'web', 'namespace': 'default', 'resourceVersion': '1'},
       'spec': {'selector': {'matchLabels': {'app': 'web'}},
         'template': {'metadata': {'labels': {'app': 'web'}},
           'spec': {'containers': [{'name': 'web', 'image': 'nginx'}]}}}}
      """;
  private static final Obj DEPLOYMENT = Given.complete(ResourceName.DEPLOYMENTS, WORKLOAD);
  private static final Obj REPLICA_SET = Given.complete(ResourceName.REPLICA_SETS, WORKLOAD);
  private static final Obj STATEFUL_SET = Given.complete(ResourceName.STATEFUL_SETS, WORKLOAD);
  private static final Obj CLAIM =
      Given.complete(
          ResourceName.PERSISTENT_VOLUME_CLAIMS,
          """
          {'metadata': {'name': 'data', 'namespace': 'default', 'resourceVersion': '1'},
           'spec': {'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}}}
          """);
  private static final Obj BOUND =
      Given.changed(CLAIM, "{'status': {'phase': 'Bound', 'capacity': {'storage': '1Gi'}}}");

  static Stream<Case> deployments() {
    return Stream.of(
        new Case("a Deployment is fine", DEPLOYMENT, "{}", ""),
        new Case(
            "counts are not negative",
            DEPLOYMENT,
            "{'spec': {'replicas': -1, 'minReadySeconds': -1, 'revisionHistoryLimit': -1, 'progressDeadlineSeconds': -1}}",
            """
            spec.replicas: Invalid value: -1: must be greater than or equal to 0
            spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0
            spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0
            spec.progressDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0
            spec.progressDeadlineSeconds: Invalid value: -1: must be greater than minReadySeconds\
            """),
        new Case(
            "a selector is required",
            DEPLOYMENT,
            "{'spec': {'selector': null}}",
            """
            spec.selector: Required value
            spec.template.metadata.labels: Invalid value: map[string]string{"app":"web"}: `selector` does not match template `labels`\
            """),
        new Case(
            "an empty selector would match everything",
            DEPLOYMENT,
            "{'spec': {'selector': {'matchLabels': null}}}",
            "spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: empty selector is invalid for deployment"),
        new Case(
            "a selector matches its own template",
            DEPLOYMENT,
            "{'spec': {'template': {'metadata': {'labels': {'app': 'other'}}}}}",
            "spec.template.metadata.labels: Invalid value: map[string]string{\"app\":\"other\"}: `selector` does not match template `labels`"),
        new Case(
            "a selector can be read",
            DEPLOYMENT,
            "{'spec': {'selector': {'matchExpressions': [{'key': 'app', 'operator': 'Like', 'values': ['x']}]}}}",
            """
            spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator
            spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"web"}, MatchExpressions:[]v1.LabelSelectorRequirement{v1.LabelSelectorRequirement{Key:"app", Operator:"Like", Values:[]string{"x"}}}}: invalid label selector\
            """),
        new Case(
            "Pods of a Deployment run for ever",
            DEPLOYMENT,
            "{'spec': {'template': {'spec': {'restartPolicy': 'Never', 'activeDeadlineSeconds': 5}}}}",
            """
            spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"
            spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported\
            """),
        new Case(
            "the template is judged whole",
            DEPLOYMENT,
            "{'spec': {'template': {'spec': {'containers': {'0': {'image': ''}}}}}}",
            "spec.template.spec.containers[0].image: Required value"),
        new Case(
            "in a template an image may have blanks around it",
            DEPLOYMENT,
            "{'spec': {'template': {'spec': {'containers': {'0': {'image': ' '}}}}}}",
            ""),
        new Case(
            "Recreate has no steps",
            DEPLOYMENT,
            "{'spec': {'strategy': {'type': 'Recreate'}}}",
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"),
        new Case(
            "a strategy is a known one",
            DEPLOYMENT,
            "{'spec': {'strategy': {'type': 'Magic'}}}",
            "spec.strategy: Unsupported value: apps.DeploymentStrategy{Type:\"Magic\", RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}: supported values: \"Recreate\", \"RollingUpdate\""),
        new Case(
            "a rollout has to move",
            DEPLOYMENT,
            "{'spec': {'strategy': {'rollingUpdate': {'maxSurge': '0%', 'maxUnavailable': 0}}}}",
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}: may not be 0 when `maxSurge` is 0"),
        new Case(
            "no more than all can be unavailable",
            DEPLOYMENT,
            "{'spec': {'strategy': {'rollingUpdate': {'maxUnavailable': '101%', 'maxSurge': 'x'}}}}",
            """
            spec.strategy.rollingUpdate.maxSurge: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"x"}: a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')
            spec.strategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"101%"}: must not be greater than 100%\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deployments")
  void judgesDeployments(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(DEPLOYMENTS, c.changed())));
  }

  static Stream<Case> deploymentUpdates() {
    return Stream.of(
        new Case(
            "a template may change",
            DEPLOYMENT,
            "{'spec': {'template': {'spec': {'containers': {'0': {'image': 'nginx:2'}}}}}}",
            ""),
        new Case(
            "a selector may not",
            DEPLOYMENT,
            "{'spec': {'selector': {'matchLabels': {'app': 'b'}}, 'template': {'metadata': {'labels': {'app': 'b'}}}}}",
            "spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{\"app\":\"b\"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deploymentUpdates")
  void judgesDeploymentUpdates(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(DEPLOYMENTS, c.changed(), c.base())));
  }

  static Stream<Case> deploymentStatuses() {
    return Stream.of(
        new Case(
            "parts are not more than the whole",
            DEPLOYMENT,
            "{'status': {'replicas': 1, 'readyReplicas': 2, 'availableReplicas': 3}}",
            """
            status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas
            status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas
            status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas\
            """),
        new Case(
            "collisions are counted up",
            Given.changed(DEPLOYMENT, "{'status': {'collisionCount': 2}}"),
            "{'status': {'collisionCount': 1}}",
            "status.collisionCount: Invalid value: 1: cannot be decremented"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deploymentStatuses")
  void judgesDeploymentStatuses(Case c) {
    assertEquals(
        c.findings(), Given.lines(Validators.updateStatus(DEPLOYMENTS, c.changed(), c.base())));
  }

  static Stream<Case> replicaSets() {
    return Stream.of(
        new Case("a ReplicaSet is fine", REPLICA_SET, "{}", ""),
        new Case(
            "it is judged as a Deployment is",
            REPLICA_SET,
            "{'spec': {'replicas': -1, 'template': {'metadata': {'labels': null}}}}",
            """
            spec.replicas: Invalid value: -1: must be greater than or equal to 0
            spec.template.metadata.labels: Invalid value: map[string]string(nil): `selector` does not match template `labels`\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replicaSets")
  void judgesReplicaSets(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(REPLICA_SETS, c.changed())));
  }

  static Stream<Case> statefulSets() {
    return Stream.of(
        new Case("a StatefulSet is fine", STATEFUL_SET, "{}", ""),
        new Case(
            "its name leads those of Pods and is a label",
            STATEFUL_SET,
            "{'metadata': {'name': 'a.b'}}",
            "metadata.name: Invalid value: \"a.b\": must not contain dots"),
        new Case(
            "policies are known ones",
            STATEFUL_SET,
            "{'spec': {'podManagementPolicy': 'Random', 'updateStrategy': {'type': 'Magic'}, 'persistentVolumeClaimRetentionPolicy': {'whenScaled': 'Keep'}}}",
            """
            spec.podManagementPolicy: Invalid value: "Random": must be 'OrderedReady' or 'Parallel'
            spec.updateStrategy: Invalid value: apps.StatefulSetUpdateStrategy{Type:"Magic", RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}: must be 'RollingUpdate' or 'OnDelete'
            spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Keep": supported values: "Retain", "Delete\"\
            """),
        new Case(
            "OnDelete has no partition",
            STATEFUL_SET,
            "{'spec': {'updateStrategy': {'type': 'OnDelete', 'rollingUpdate': {'partition': 1}}}}",
            "spec.updateStrategy.rollingUpdate: Invalid value: apps.RollingUpdateStatefulSetStrategy{Partition:1, MaxUnavailable:(*intstr.IntOrString)(nil)}: only allowed for updateStrategy 'RollingUpdate'"),
        new Case(
            "numbers are not negative",
            STATEFUL_SET,
            "{'spec': {'replicas': -1, 'minReadySeconds': -1, 'ordinals': {'start': -1}, 'updateStrategy': {'rollingUpdate': {'partition': -1}}}}",
            """
            spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0
            spec.replicas: Invalid value: -1: must be greater than or equal to 0
            spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0
            spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0\
            """),
        new Case(
            "its Pods run for ever",
            STATEFUL_SET,
            "{'spec': {'template': {'spec': {'restartPolicy': 'OnFailure', 'activeDeadlineSeconds': 1}}}}",
            """
            spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"
            spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported\
            """),
        new Case(
            "a mount may wait for a claim template",
            STATEFUL_SET,
            "{'spec': {'template': {'spec': {'containers': {'0': {'volumeMounts': [{'name': 'data', 'mountPath': '/d'}]}}}}}}",
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statefulSets")
  void judgesStatefulSets(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(STATEFUL_SETS, c.changed())));
  }

  static Stream<Case> statefulSetUpdates() {
    return Stream.of(
        new Case(
            "what may change, may",
            STATEFUL_SET,
            "{'spec': {'replicas': 5, 'minReadySeconds': 1, 'ordinals': {'start': 1}, 'revisionHistoryLimit': 3, 'template': {'spec': {'containers': {'0': {'image': 'b'}}}}}}",
            ""),
        new Case(
            "nothing else may",
            STATEFUL_SET,
            "{'spec': {'serviceName': 'other'}}",
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statefulSetUpdates")
  void judgesStatefulSetUpdates(Case c) {
    assertEquals(
        c.findings(), Given.lines(Validators.update(STATEFUL_SETS, c.changed(), c.base())));
  }

  static Stream<Case> claims() {
    return Stream.of(
        new Case("a claim is fine", CLAIM, "{}", ""),
        new Case(
            "it says how it is used and how much it is",
            CLAIM,
            "{'spec': {'accessModes': null, 'resources': null}}",
            """
            spec.accessModes: Required value: at least 1 access mode is required
            spec.resources[storage]: Required value\
            """),
        new Case(
            "one Pod alone excludes others",
            CLAIM,
            "{'spec': {'accessModes': ['ReadWriteOncePod', 'ReadOnlyMany'], 'resources': {'requests': {'storage': '0'}}, 'volumeMode': 'Tape'}}",
            """
            spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes
            spec.resources[storage]: Invalid value: "0": must be greater than zero
            spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem\"\
            """),
        new Case(
            "a source without a group is another claim",
            CLAIM,
            "{'spec': {'dataSource': {'kind': 'Tape', 'name': 'x'}}}",
            "spec.dataSource: Invalid value: \"Tape\": must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("claims")
  void judgesClaims(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(CLAIMS, c.changed())));
  }

  static Stream<Case> claimUpdates() {
    return Stream.of(
        new Case(
            "a bound claim may grow",
            BOUND,
            "{'spec': {'resources': {'requests': {'storage': '2Gi'}}}}",
            ""),
        new Case(
            "it does not shrink below what there is",
            BOUND,
            "{'spec': {'resources': {'requests': {'storage': '500Mi'}}}}",
            "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"),
        new Case("a volume is named once", BOUND, "{'spec': {'volumeName': 'pv-1'}}", ""),
        new Case(
            "an unbound claim stays as it is",
            CLAIM,
            "{'spec': {'resources': {'requests': {'storage': '2Gi'}}}}",
            """
            spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims
              - resources.requests.storage: "1Gi"
              + resources.requests.storage: "2Gi"
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("claimUpdates")
  void judgesClaimUpdates(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(CLAIMS, c.changed(), c.base())));
  }
}
