package io.binnacle.doctor.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.fault.Truth;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The faults of ITBench's library that lie on the way of a Service, each in the plainest form, in a shop whose front asks a catalogue.
///
/// @see <a href="https://github.com/itbench-hub/ITBench">ITBench</a>
class ItBenchTest {
  private static final ObjectRef CATALOG = World.ref("apps/v1", "Deployment", "shop", "catalog");
  private static final ObjectRef FRONT = World.ref("apps/v1", "Deployment", "shop", "storefront");
  private static final ObjectRef SERVICE = ObjectRef.service(new ObjectKey("shop", "catalog"));

  /// @param fault as its library calls it
  record Given(String fault, Truth truth, Consumer<World> change) {
    @Override
    public String toString() {
      return fault;
    }
  }

  private static Truth at(String ids, ObjectRef object) {
    return Truth.of(ids).at(object, "");
  }

  static List<Given> faults() {
    return List.of(
        new Given(
            "the Service is deleted",
            at("named-service-missing", FRONT).at("Service", "shop", "catalog", ""),
            w -> w.objects.remove(SERVICE)),
        new Given(
            "the selector is invalid",
            at("selector-near-miss selector-no-pods", SERVICE),
            w -> w.edit(SERVICE, o -> Tree.set(o, "catalogue", "spec", "selector", "app"))),
        new Given(
            "the target port is changed",
            at("target-port-number", SERVICE),
            w -> w.edit(SERVICE, o -> Tree.set(o, 8999, "spec", "ports", 0, "targetPort"))),
        new Given(
            "the DNS policy is broken",
            at("dns-policy", FRONT),
            w ->
                w.edit(
                    FRONT, o -> Tree.set(o, "Default", "spec", "template", "spec", "dnsPolicy"))),
        new Given(
            "a NetworkPolicy blocks the port",
            Truth.of("policy-blocks-port policy-blocks-clients")
                .at("NetworkPolicy", "shop", "deny", ""),
            w ->
                w.apply(
                    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, spec:"
                        + " {podSelector: {matchLabels: {app: catalog}}, policyTypes: [Ingress], ingress: [{ports: [{port: 443}]}]}}")),
        new Given(
            "the readiness probe is bad",
            at("readiness-wrong-port readiness-failing", CATALOG),
            w ->
                w.edit(
                    CATALOG,
                    o ->
                        Tree.set(
                            o,
                            Obj.of("tcpSocket", Obj.of("port", Str.of("probe"))),
                            "spec",
                            "template",
                            "spec",
                            "containers",
                            0,
                            "readinessProbe"))),
        new Given(
            "the Deployment is scaled to zero",
            at("scaled-to-zero", CATALOG),
            w -> w.edit(CATALOG, o -> Tree.set(o, 0, "spec", "replicas"))));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isDiagnosed(Given given) {
    World world = World.load("bookshop");
    given.change().accept(world);
    Injected injected = Injected.of(given.truth());
    Settled settled = new Settler(world).settle();
    List<String> failures = injected.fails().apply(settled);
    assertTrue(!failures.isEmpty(), "nothing fails");
    Site site = new Site(world, SERVICE.key(), CATALOG);
    Ward.Mark mark =
        Ward.mark(
            new Case(given.fault(), "bookshop", site, List.of(injected), true, failures, settled));
    assertEquals(
        List.of(), mark.first() ? List.of() : mark.said(), () -> "not the cause: " + given.truth());
    assertTrue(mark.first(), () -> "nothing was said; fails: " + failures);
  }
}
