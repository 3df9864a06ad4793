package io.binnacle.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What never happens: who may not use whom (ARCHITECTURE.md).
class BoundariesTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.binnacle");

  private record Rule(String name, String who, List<String> mayNotUse) {
    Rule(String name, String who, String... mayNotUse) {
      this(name, who, List.of(mayNotUse));
    }
  }

  @TestFactory
  Stream<DynamicTest> boundaries() {
    return Stream.of(
            new Rule(
                "the words know nothing of those who use them",
                "io.binnacle.model..",
                "io.binnacle.client..",
                "io.binnacle.store..",
                "io.binnacle.server..",
                "io.binnacle.control..",
                "io.binnacle.dns..",
                "io.binnacle.node..",
                "io.binnacle.app.."),
            new Rule(
                "the door knows no server",
                "io.binnacle.client..",
                "io.binnacle.store..",
                "io.binnacle.server..",
                "io.binnacle.control..",
                "io.binnacle.dns..",
                "io.binnacle.node..",
                "io.binnacle.app.."),
            new Rule(
                "the store knows keys and trees, not kinds",
                "io.binnacle.store..",
                "io.binnacle.client..",
                "io.binnacle.server..",
                "io.binnacle.model.schema..",
                "io.binnacle.model.view..",
                "io.binnacle.model.validate.."),
            new Rule(
                "the server does not know the roles",
                "io.binnacle.server..",
                "io.binnacle.control..",
                "io.binnacle.dns..",
                "io.binnacle.node..",
                "io.binnacle.app.."),
            new Rule(
                "controllers see the API only",
                "io.binnacle.control..",
                "io.binnacle.server..",
                "io.binnacle.store..",
                "io.binnacle.dns..",
                "io.binnacle.node..",
                "io.binnacle.app.."),
            new Rule(
                "the DNS sees the API only",
                "io.binnacle.dns..",
                "io.binnacle.server..",
                "io.binnacle.store..",
                "io.binnacle.control..",
                "io.binnacle.node..",
                "io.binnacle.app.."),
            new Rule(
                "nodes see the API only",
                "io.binnacle.node..",
                "io.binnacle.server..",
                "io.binnacle.store..",
                "io.binnacle.control..",
                "io.binnacle.dns..",
                "io.binnacle.app.."),
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
                "io.netty.."),
            new Rule(
                "the transport knows no Kubernetes resource",
                "io.binnacle.server.http..",
                "io.binnacle.server.registry..",
                "io.binnacle.server.api.."))
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
}
