package io.binnacle.bench.doctor;

import io.binnacle.bench.api.ApiCalls.Write;
import io.binnacle.bench.api.Bodies;
import io.binnacle.bench.api.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A cluster of Deployments with a Service each, every hundredth of them broken: one letter of the selector, the number of the
/// target port, or Pods that are not ready, in turns.
///
/// @param services how many, 100..100,000
record LargeCluster(int services) {
  static final int BROKEN_EVERY = 100;
  private static final int NAMESPACES = 50;
  private static final int PODS_PER_NODE = 100;
  private static final Pattern READY = Pattern.compile("\"readyReplicas\":1");

  int nodes() {
    return services / PODS_PER_NODE + 1;
  }

  /// How many Services have something wrong with them.
  int broken() {
    return (services + BROKEN_EVERY - 1) / BROKEN_EVERY;
  }

  private int unready() {
    return (int)
        IntStream.range(0, services).filter(i -> isBroken(i) && kindOfFault(i) == 2).count();
  }

  private static boolean isBroken(int i) {
    return i % BROKEN_EVERY == 0;
  }

  private static int kindOfFault(int i) {
    return i / BROKEN_EVERY % 3;
  }

  /// Writes everything and waits until every Pod that becomes ready is.
  void fill(Instance instance) throws IOException, InterruptedException {
    instance.api().call(Bodies.namespace("bench")); // one alone first, to open one connection
    instance
        .api()
        .callAll(IntStream.range(0, NAMESPACES).mapToObj(i -> Bodies.namespace("team-" + i)));
    instance.api().callAll(each(LargeCluster::deployment).stream());
    instance.api().callAll(each(LargeCluster::service).stream());
    String url = "https://127.0.0.1:" + instance.apiPort() + "/apis/apps/v1/deployments";
    while (READY.matcher(instance.api().read(url)).results().count() < services - unready()) {
      Thread.sleep(500);
    }
  }

  private List<Write> each(IntFunction<Write> write) {
    List<Write> out = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      out.add(write.apply(i));
    }
    return out;
  }

  private static String namespace(int i) {
    return "team-" + i % NAMESPACES;
  }

  private static Write deployment(int i) {
    String annotations =
        isBroken(i) && kindOfFault(i) == 2 ? "{\"simulate.binnacle.io/ready\":\"false\"}" : "{}";
    return Write.create(
        "/apis/apps/v1/namespaces/" + namespace(i) + "/deployments",
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"shop-%1$d"},"spec":{"replicas":1,
        "selector":{"matchLabels":{"app":"shop-%1$d"}},"template":{"metadata":{"labels":{"app":"shop-%1$d"},"annotations":%2$s},
        "spec":{"containers":[{"name":"main","image":"shop:1","ports":[{"name":"http","containerPort":8080}]}]}}}}
        """
            .formatted(i, annotations));
  }

  private static Write service(int i) {
    String selector = isBroken(i) && kindOfFault(i) == 0 ? "shopp-" + i : "shop-" + i;
    int target = isBroken(i) && kindOfFault(i) == 1 ? 8081 : 8080;
    return Write.create(
        Bodies.services(namespace(i)),
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"shop-%d"},"spec":{"selector":{"app":"%s"},
        "ports":[{"name":"http","port":80,"targetPort":%d}]}}
        """
            .formatted(i, selector, target));
  }
}
