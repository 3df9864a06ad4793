package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What volumes and their mounts must be like.
class VolumeRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.PODS, true);
  private static final Obj POD =
      Given.complete(
          ResourceName.PODS,
          """
          {'metadata': {'name': 'web-0', 'namespace': 'default', 'resourceVersion': '1'},
           'spec': {'containers': [{'name': 'web', 'image': 'nginx:1.27',
             'volumeMounts': [{'name': 'data', 'mountPath': '/data'}],
             'ports': [{'name': 'http', 'containerPort': 80}]}],
             'volumes': [{'name': 'data', 'emptyDir': {}}]}}
          """);

  static Stream<Case> volumes() {
    return Stream.of(
        new Case("an empty folder, mounted, is fine", POD, "{}", ""),
        new Case(
            "a volume has one source",
            POD,
            "{'spec': {'volumes': {'0': {'hostPath': {'path': '/a'}, 'configMap': {'name': 'm'}}}}}",
            """
            spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type
            spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type
            spec.containers[0].volumeMounts[0].name: Not found: "data\"\
            """),
        new Case(
            "a volume has a source and a name of its own",
            POD,
            "{'spec': {'volumes': {'1': {'name': 'data', 'emptyDir': {}}, '2': {'name': 'B'}}}}",
            """
            spec.volumes[1].name: Duplicate value: "data"
            spec.volumes[2]: Required value: must specify a volume type
            spec.volumes[2].name: Invalid value: "B": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')\
            """),
        new Case(
            "a folder of the host does not step out",
            POD,
            "{'spec': {'volumes': {'0': {'emptyDir': null, 'hostPath': {'path': '/a/../b', 'type': 'Odd'}}}}}",
            """
            spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'
            spec.volumes[0].hostPath.type: Unsupported value: "Odd": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"
            spec.containers[0].volumeMounts[0].name: Not found: "data\"\
            """),
        new Case(
            "files of a ConfigMap or Secret stay below",
            POD,
            "{'spec': {'volumes': {'0': {'emptyDir': null, 'configMap': {'items': [{'key': 'a', 'path': '/abs', 'mode': 512}, {'path': '..x'}]}}}}}",
            """
            spec.volumes[0].configMap.name: Required value
            spec.volumes[0].configMap.items[0].path: Invalid value: "/abs": must be a relative path
            spec.volumes[0].configMap.items[0].mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
            spec.volumes[0].configMap.items[1].key: Required value
            spec.volumes[0].configMap.items[1].path: Invalid value: "..x": must not start with '..'
            spec.containers[0].volumeMounts[0].name: Not found: "data\"\
            """),
        new Case(
            "sources we never mount still name what they need",
            POD,
            "{'spec': {'volumes': {'1': {'name': 'n', 'nfs': {'server': 's', 'path': 'p'}}, '2': {'name': 'p', 'persistentVolumeClaim': {}}}}}",
            """
            spec.volumes[1].nfs.path: Invalid value: "p": must be an absolute path
            spec.volumes[2].persistentVolumeClaim.claimName: Required value\
            """),
        new Case(
            "projected files do not collide",
            POD,
            "{'spec': {'volumes': {'0': {'emptyDir': null, 'projected': {'sources': [{'configMap': {'name': 'm', 'items': [{'key': 'a', 'path': 'x'}]}}, {'downwardAPI': {'items': [{'path': 'x', 'fieldRef': {'apiVersion': 'v1', 'fieldPath': 'metadata.labels'}}]}}]}}}}}",
            """
            spec.volumes[0].projected: Invalid value: "x": conflicting duplicate paths
            spec.containers[0].volumeMounts[0].name: Not found: "data\"\
            """),
        new Case(
            "a token lasts ten minutes at least, and needs an account",
            POD,
            "{'spec': {'volumes': {'1': {'name': 't', 'projected': {'sources': [{'serviceAccountToken': {'path': 't', 'expirationSeconds': 60}}]}}}}}",
            """
            spec.volumes[1].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes
            spec.volumes[1].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set\
            """),
        new Case(
            "an ephemeral claim is a claim",
            POD,
            "{'spec': {'volumes': {'1': {'name': 'e', 'ephemeral': {'volumeClaimTemplate': {'metadata': {'name': 'x'}, 'spec': {'accessModes': ['Odd']}}}}}}}",
            """
            spec.volumes[1].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set
            spec.volumes[1].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "Odd": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
            spec.volumes[1].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value\
            """),
        new Case(
            "a Pod does not name the claim it is about to make",
            POD,
            "{'spec': {'volumes': {'1': {'name': 'e', 'ephemeral': {'volumeClaimTemplate': {'spec': {'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}}}}}, '2': {'name': 'p', 'persistentVolumeClaim': {'claimName': 'web-0-e'}}}}}",
            "spec.volumes[2].persistentVolumeClaim.claimName: Invalid value: \"web-0-e\": must not reference a PVC that gets created for an ephemeral volume"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("volumes")
  void judgesVolumes(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  static Stream<Case> mounts() {
    return Stream.of(
        new Case(
            "a mount names a volume and a place of its own",
            POD,
            "{'spec': {'containers': {'0': {'volumeMounts': [{'name': 'none', 'mountPath': ''}, {'name': 'data', 'mountPath': '/a'}, {'name': 'data', 'mountPath': '/a'}]}}}}",
            """
            spec.containers[0].volumeMounts[0].name: Not found: "none"
            spec.containers[0].volumeMounts[0].mountPath: Required value
            spec.containers[0].volumeMounts[2].mountPath: Invalid value: "/a": must be unique\
            """),
        new Case(
            "a part of a volume stays inside",
            POD,
            "{'spec': {'containers': {'0': {'volumeMounts': [{'name': 'data', 'mountPath': '/a', 'subPath': '/x', 'subPathExpr': '../y'}]}}}}",
            """
            spec.containers[0].volumeMounts.subPath: Invalid value: "/x": must be a relative path
            spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: "../y": subPathExpr and subPath are mutually exclusive
            spec.containers[0].volumeMounts.subPathExpr: Invalid value: "../y": must not contain '..'\
            """),
        new Case(
            "mounts spread to the host from privileged containers only",
            POD,
            "{'spec': {'containers': {'0': {'volumeMounts': [{'name': 'data', 'mountPath': '/a', 'mountPropagation': 'Bidirectional', 'recursiveReadOnly': 'Enabled'}]}}}}",
            """
            spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers
            spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true
            spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified\
            """),
        new Case(
            "a device is a claim, and no mount",
            POD,
            "{'spec': {'containers': {'0': {'volumeDevices': [{'name': 'data', 'devicePath': '/data'}, {'name': 'none', 'devicePath': '/d/..'}]}}}}",
            """
            spec.containers[0].volumeMounts[0].name: Invalid value: "data": must not already exist in volumeDevices
            spec.containers[0].volumeMounts[0].mountPath: Invalid value: "/data": must not already exist as a path in volumeDevices
            spec.containers[0].volumeDevices[0].name: Invalid value: "data": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode
            spec.containers[0].volumeDevices[0].name: Invalid value: "data": must not already exist in volumeMounts
            spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/data": must not already exist as a path in volumeMounts
            spec.containers[0].volumeDevices[1].name: Not found: "none"
            spec.containers[0].volumeDevices[1].devicePath: Invalid value: "/d/..": can not contain backsteps ('..')\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mounts")
  void judgesMounts(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }
}
