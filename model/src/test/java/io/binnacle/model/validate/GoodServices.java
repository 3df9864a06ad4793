package io.binnacle.model.validate;

import io.binnacle.model.tree.Obj;

/// One Service of each sort, complete as after defaulting and allocation, without findings.
final class GoodServices {
  static final Obj CLUSTER_IP =
      Given.object(
          """
          {'apiVersion': 'v1', 'kind': 'Service',
           'metadata': {'name': 'web', 'namespace': 'default', 'resourceVersion': '1'},
           'spec': {'type': 'ClusterIP', 'clusterIP': '10.96.0.7', 'clusterIPs': ['10.96.0.7'],
             'ipFamilies': ['IPv4'], 'ipFamilyPolicy': 'SingleStack', 'selector': {'app': 'web'},
             'sessionAffinity': 'None', 'internalTrafficPolicy': 'Cluster',
             'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 8080}]}}
          """);
  static final Obj HEADLESS =
      Given.changed(CLUSTER_IP, "{'spec': {'clusterIP': 'None', 'clusterIPs': ['None']}}");
  static final Obj NODE_PORT =
      Given.changed(
          CLUSTER_IP,
          """
          {'spec': {'type': 'NodePort', 'externalTrafficPolicy': 'Cluster',
           'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 8080, 'nodePort': 30100}]}}
          """);
  static final Obj LOAD_BALANCER =
      Given.changed(
          NODE_PORT, "{'spec': {'type': 'LoadBalancer', 'allocateLoadBalancerNodePorts': true}}");
  static final Obj LOCAL =
      Given.changed(
          LOAD_BALANCER,
          "{'spec': {'externalTrafficPolicy': 'Local', 'healthCheckNodePort': 31000}}");
  static final Obj EXTERNAL_NAME =
      Given.object(
          """
          {'apiVersion': 'v1', 'kind': 'Service',
           'metadata': {'name': 'db', 'namespace': 'default', 'resourceVersion': '1'},
           'spec': {'type': 'ExternalName', 'externalName': 'db.example.com', 'sessionAffinity': 'None'}}
          """);
  static final Obj DUAL =
      Given.changed(
          CLUSTER_IP,
          """
          {'spec': {'clusterIPs': ['10.96.0.7', 'fd00::7'], 'ipFamilies': ['IPv4', 'IPv6'],
           'ipFamilyPolicy': 'PreferDualStack'}}
          """);

  private GoodServices() {}
}
