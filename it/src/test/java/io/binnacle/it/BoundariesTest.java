package io.binnacle.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What never happens: who may not use whom (ARCHITECTURE.md).
class BoundariesTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.binnacle");

  private static final String MODEL = "io.binnacle.model..";
  private static final String CLIENT = "io.binnacle.client..";
  private static final String LINUX = "io.binnacle.linux..";
  private static final String STORE = "io.binnacle.store..";
  private static final String SERVER = "io.binnacle.server..";
  private static final String CONTROL = "io.binnacle.control..";
  private static final String DNS = "io.binnacle.dns..";
  private static final String PROXY = "io.binnacle.proxy..";
  private static final String NODE = "io.binnacle.node..";
  private static final String ATTACH = "io.binnacle.attach..";
  private static final String DOCTOR = "io.binnacle.doctor..";
  private static final String APP = "io.binnacle.app..";

  private record Rule(String name, String who, List<String> mayNotUse) {
    Rule(String name, String who, String... mayNotUse) {
      this(name, who, List.of(mayNotUse));
    }

    Rule(String name, String who, Modules mayNotUse) {
      this(name, who, mayNotUse.packages);
    }
  }

  /// Some of our modules, by their packages.
  private record Modules(List<String> packages) {
    /// All but those somebody may use.
    Modules but(String... allowed) {
      return new Modules(packages.stream().filter(p -> !List.of(allowed).contains(p)).toList());
    }

    /// And some packages more.
    Modules and(String... more) {
      return new Modules(Stream.concat(packages.stream(), Stream.of(more)).toList());
    }
  }

  private static Modules all() {
    return new Modules(
        List.of(
            MODEL, CLIENT, LINUX, STORE, SERVER, CONTROL, DNS, PROXY, NODE, ATTACH, DOCTOR, APP));
  }

  @TestFactory
  Stream<DynamicTest> boundaries() {
    return Stream.of(
            new Rule("the words know nothing of those who use them", MODEL, all().but(MODEL)),
            new Rule("the door knows no server", CLIENT, all().but(MODEL, CLIENT)),
            new Rule("the kernel's door knows nothing of ours", LINUX, all().but(LINUX)),
            new Rule(
                "the store knows keys and trees, not kinds",
                STORE,
                all()
                    .but(MODEL, STORE)
                    .and(
                        "io.binnacle.model.schema..",
                        "io.binnacle.model.view..",
                        "io.binnacle.model.validate..")),
            new Rule(
                "the server does not know the roles",
                SERVER,
                all().but(MODEL, CLIENT, STORE, SERVER)),
            new Rule("controllers see the API only", CONTROL, all().but(MODEL, CLIENT, CONTROL)),
            new Rule("the DNS sees the API only", DNS, all().but(MODEL, CLIENT, LINUX, DNS)),
            new Rule(
                "the proxy sees the API and the kernel only",
                PROXY,
                all().but(MODEL, CLIENT, LINUX, PROXY)),
            new Rule(
                "nodes see the API and the kernel only",
                NODE,
                all().but(MODEL, CLIENT, LINUX, NODE)),
            new Rule(
                "the way to other clusters is a door like any other",
                ATTACH,
                all().but(MODEL, CLIENT, ATTACH)),
            new Rule(
                "the doctor sees the API, the kernel and the planners of the roles",
                DOCTOR,
                all()
                    .but(MODEL, CLIENT, LINUX, CONTROL, DNS, PROXY, NODE, DOCTOR)
                    .and("io.binnacle.dns.service..", "io.binnacle.proxy.run..")
                    .and(
                        "io.binnacle.node.agent..",
                        "io.binnacle.node.containerd..",
                        "io.binnacle.node.cri..",
                        "io.binnacle.node.image..",
                        "io.binnacle.node.lease..",
                        "io.binnacle.node.log..",
                        "io.binnacle.node.network..",
                        "io.binnacle.node.pod..",
                        "io.binnacle.node.probe..",
                        "io.binnacle.node.simulated..",
                        "io.binnacle.node.volume..")),
            new Rule(
                "a diagnosis is pure: no door, no sockets, no threads",
                "io.binnacle.doctor.diagnose..",
                "io.binnacle.client.cache..",
                "io.binnacle.client.run..",
                "io.binnacle.doctor.gather..",
                "io.binnacle.doctor.probe..",
                "io.binnacle.doctor.watch..",
                "java.net.."),
            new Rule(
                "checks ask the evidence and nothing else",
                "io.binnacle.doctor.check..",
                "io.binnacle.client.cache..",
                "io.binnacle.client.run..",
                "io.binnacle.doctor.diagnose..",
                "io.binnacle.doctor.gather..",
                "io.binnacle.doctor.probe..",
                "io.binnacle.doctor.watch..",
                "java.net..",
                "java.util.concurrent.."),
            new Rule(
                "what checks share knows no check",
                "io.binnacle.doctor.check.common..",
                "io.binnacle.doctor.check",
                "io.binnacle.doctor.check.cluster..",
                "io.binnacle.doctor.check.external..",
                "io.binnacle.doctor.check.names..",
                "io.binnacle.doctor.check.pods..",
                "io.binnacle.doctor.check.policy..",
                "io.binnacle.doctor.check.ports..",
                "io.binnacle.doctor.check.select..",
                "io.binnacle.doctor.check.slices..",
                "io.binnacle.doctor.check.traffic.."),
            new Rule(
                "the zone is pure: no sockets, no threads, no messages",
                "io.binnacle.dns.zone..",
                "io.binnacle.dns.wire..",
                "io.binnacle.dns.run..",
                "io.binnacle.client..",
                "java.net..",
                "java.util.concurrent.."),
            new Rule(
                "the registry speaks no HTTP",
                "io.binnacle.server.registry..",
                "io.binnacle.server.http..",
                "io.binnacle.server.api..",
                "io.binnacle.server.auth..",
                "io.netty.."),
            new Rule(
                "the transport knows no Kubernetes resource",
                "io.binnacle.server.http..",
                "io.binnacle.server.registry..",
                "io.binnacle.server.api.."),
            new Rule(
                "tokens are made and judged without a transport",
                "io.binnacle.server.token..",
                "io.binnacle.server.http..",
                "io.binnacle.server.api..",
                "io.binnacle.server.registry..",
                "io.netty.."),
            new Rule(
                "what somebody may do is told by pure rules",
                "io.binnacle.server.auth..",
                "io.binnacle.server.api..",
                "io.binnacle.server.registry..",
                "io.netty.."))
        .map(rule -> DynamicTest.dynamicTest(rule.name, () -> check(rule)));
  }

  private static void check(Rule rule) {
    ArchRule archRule =
        noClasses()
            .that()
            .resideInAPackage(rule.who)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(rule.mayNotUse.toArray(String[]::new))
            .allowEmptyShould(false);
    archRule.check(ALL);
  }

  /// What only one module may use, so that the rest of the program starts and runs without it.
  @Test
  void onlyAttachUsesFabric8() {
    nobodyBut(ATTACH, JavaClass.Predicates.resideInAPackage("io.fabric8.."));
  }

  /// Memory segments are for everybody who reads bytes; calling out of the virtual machine is not.
  @Test
  void onlyLinuxMakesNativeCalls() {
    nobodyBut(
        LINUX,
        HasName.Predicates.nameMatching(
            "java\\.lang\\.foreign\\.(Linker|SymbolLookup|FunctionDescriptor).*"));
  }

  private static void nobodyBut(String who, DescribedPredicate<? super JavaClass> privilege) {
    noClasses()
        .that()
        .resideOutsideOfPackage(who)
        .should()
        .dependOnClassesThat(privilege)
        .check(ALL);
  }
}
