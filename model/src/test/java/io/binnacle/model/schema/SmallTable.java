package io.binnacle.model.schema;

import java.util.Map;

/// A table small enough to keep in mind, with every feature of the format, for the tests of this package.
final class SmallTable {
  private static final String META =
      """
      # what every kind shares
      group meta v1 prefix io.k8s.apimachinery.pkg.apis.meta.v1

      struct ObjectMeta "Metadata."
        field name string "Name."
        field labels map[string] "Labels."
        field creationTimestamp time "Created."
        field generation int64 "Generation."
        field finalizers []string merge list=set "Finalizers."
        field managedFields []any list=atomic "Who set what."
      kind Status "An error."
        field apiVersion string "Version."
        field kind string "Kind."
        field message string "Text."
      """;

  private static final String CORE =
      """
      group core v1 prefix io.k8s.api.core.v1

      kind Service "A name for Pods."
        resource services singular service short svc categories all scope Namespaced verbs update,create,get,patch
        subresource status kind v1.Service verbs patch,get,update
        subresource scale kind autoscaling/v1.Scale verbs get
        column Name string:name "Its name." = .metadata.name
        column "Cluster IP" string wide "It." = fn(clusterIP .spec.clusterIP)
        field apiVersion string "Version."
        field kind string "Kind."
        field metadata ObjectMeta "Metadata."
        field spec ServiceSpec "Spec."

      # comments and empty lines may stand anywhere

      struct ServiceSpec "What a \\"Service\\" should be."
        field ports []ServicePort merge=port list=map(port,protocol) "The ports."
        # even here
        field clusterIP string "The address."
        field selector map[string] atomic "Selects Pods."
        field sessionAffinity string go=v1.ServiceAffinity default="None" "Affinity."
        field publishNotReadyAddresses bool "Whether."
        field externalIPs []string list=atomic "More addresses."
        field affinity Affinity "How."
        field limits map[quantity] "Amounts."
        field weights map[int32] "Weights."
        field extra map[ServicePort] "Ports by name."
        field ratio double "A ratio."
        field raw any "Anything."
        field data bytes "Bytes."
        field at microtime "When."
        field matrix [][]int32 "Numbers."
        field policy string default="Cluster" keepEmpty "Policy."
        field sticky Sticky "Stickiness."

      struct Sticky "A structure with a default structure."
        field affinity Affinity default={} "How."

      struct ServicePort "A port."
        field name string "Name."
        field port int32 required "Number."
        field protocol string default="TCP" "Protocol."
        field targetPort intstr "Where to."
        field weight int64 default=7 "Weight."
        field limit quantity "Amount."

      struct Affinity atomic "How to stick."
        field seconds int32 default=10800 "How long."
      """;

  private static final String TEST =
      """
      group test.k8s.io v1 prefix io.k8s.api.test.v1
      kind Widget "A recursive thing."
        resource widgets singular widget scope Cluster verbs get
        field apiVersion string "Version."
        field kind string "Kind."
        field metadata ObjectMeta "Metadata."
        field port core.v1.ServicePort "A port."
        field inner Widget "Another."
        field inners []Widget "Others."
      """;

  private static final Schema SCHEMA =
      Schema.load(Map.of("meta.schema", META, "core.schema", CORE, "test.schema", TEST));

  private SmallTable() {}

  static Schema schema() {
    return SCHEMA;
  }

  static ResourceType services() {
    return type("v1", "Service");
  }

  static ResourceType widgets() {
    return type("test.k8s.io/v1", "Widget");
  }

  private static ResourceType type(String apiVersion, String kind) {
    ResourceType type = SCHEMA.kind(apiVersion, kind);
    if (type == null) {
      throw new AssertionError("the table has no " + apiVersion + " " + kind);
    }
    return type;
  }
}
