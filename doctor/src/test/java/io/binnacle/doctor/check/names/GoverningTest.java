package io.binnacle.doctor.check.names;

import static io.binnacle.doctor.check.names.Names.db;
import static io.binnacle.doctor.check.names.Names.deployment;
import static io.binnacle.doctor.check.names.Names.service;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Said;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// StatefulSets, Pods with host names, and the headless Services that name them.
class GoverningTest {
  record Case(Check check, String name, String subject, Cluster given, String says) {
    @Override
    public String toString() {
      return check.id() + ": " + name;
    }
  }

  private static final String SET = "StatefulSet/db";
  private static final String HEADLESS =
      service("db-headless", "db", "clusterIP: None, ports: [{port: 5432}]");
  private static final String PORTS = "ports: [{containerPort: 5432, name: sql}]";

  private static Cluster cluster(String... yaml) {
    return Cluster.of(yaml).run();
  }

  static Stream<Case> missing() {
    Check check = new GoverningServiceMissing();
    String plain = "warning StatefulSet/db spec.serviceName, mended";
    return Stream.of(
        new Case(check, "no such Service", SET, cluster(db("db", PORTS)), plain),
        new Case(
            check,
            "no such Service, and its Pods call each other",
            SET,
            cluster(db("db", PORTS + ", env: [{name: PEERS, value: 'db-0.db:5432,db-1.db:5432'}]")),
            "error StatefulSet/db spec.serviceName, mended"),
        new Case(
            check,
            "a Service with an address is no name for Pods",
            SET,
            cluster(db("db-headless", PORTS), service("db", "db", "ports: [{port: 5432}]")),
            plain),
        new Case(check, "it is there", SET, cluster(db("db-headless", PORTS), HEADLESS), "fine"),
        new Case(check, "none is asked for", SET, cluster(db("''", PORTS)), "fine"),
        new Case(
            check,
            "another headless one is there, which is heard elsewhere",
            SET,
            cluster(db("db", PORTS), HEADLESS),
            "fine"));
  }

  static Stream<Case> mismatches() {
    Check check = new GoverningServiceMismatch();
    String says = "warning StatefulSet/db spec.serviceName";
    return Stream.of(
        new Case(
            check, "a misspelt serviceName", SET, cluster(db("db-headles", PORTS), HEADLESS), says),
        new Case(
            check,
            "another name than the Service's, and its Pods ask each other by that",
            SET,
            cluster(db("peers", PORTS + ", args: ['--join=db-0.peers:5432']"), HEADLESS),
            says + ", mended"),
        new Case(
            check,
            "the Service of the clients",
            SET,
            cluster(db("db", PORTS), service("db", "db", "ports: [{port: 5432}]"), HEADLESS),
            says),
        new Case(
            check,
            "somebody else's Service",
            SET,
            cluster(
                db("cache", PORTS),
                deployment("cache", "", ""),
                service("cache", "cache", "clusterIP: None")),
            says),
        new Case(check, "its own", SET, cluster(db("db-headless", PORTS), HEADLESS), "fine"),
        new Case(
            check,
            "its own selects nobody: heard at the Service",
            SET,
            cluster(db("db", PORTS), service("db", "dbb", "clusterIP: None")),
            "fine"),
        new Case(
            check,
            "a Service without selector, its slices written by hand",
            SET,
            cluster(
                db("db", PORTS), "{kind: Service, metadata: {name: db}, spec: {clusterIP: None}}"),
            "fine"),
        new Case(
            check,
            "a Deployment has no such field",
            "Deployment/web",
            cluster(deployment("web", "", "")),
            "fine"));
  }

  static Stream<Case> headless() {
    Check check = new HeadlessExpected();
    String plain = service("db", "db", "ports: [{port: 5432}]");
    return Stream.of(
        new Case(
            check,
            "it has an address",
            "Service/db",
            cluster(db("db", PORTS), plain),
            "warning Service/db spec.clusterIP"),
        new Case(
            check,
            "it has an address and translates a port, so that clients need both",
            "Service/db",
            cluster(db("db", PORTS), service("db", "db", "ports: [{port: 80, targetPort: sql}]")),
            "warning Service/db spec.clusterIP"),
        new Case(
            check,
            "a single Pod nobody calls by name",
            "Service/db",
            cluster(db("db", PORTS).replace("replicas: 3", "replicas: 1"), plain),
            "note Service/db spec.clusterIP"),
        new Case(
            check,
            "a single Pod that is called by name",
            "Service/db",
            cluster(
                db("db", PORTS + ", args: ['--me=db-0.db:5432']")
                    .replace("replicas: 3", "replicas: 1"),
                plain),
            "warning Service/db spec.clusterIP"),
        new Case(
            check,
            "beside a headless one that governs",
            "Service/db",
            cluster(db("db-headless", PORTS), plain, HEADLESS),
            "fine"),
        new Case(
            check,
            "of a Deployment",
            "Service/web",
            cluster(deployment("web", "", ""), service("web", "web", "ports: [{port: 80}]")),
            "fine"),
        new Case(
            check,
            "it is headless",
            "Service/db-headless",
            cluster(db("db-headless", PORTS), HEADLESS),
            "fine"));
  }

  static Stream<Case> addresses() {
    Check check = new AddressExpected();
    String web = service("web", "web", "clusterIP: None, ports: [{port: 80, targetPort: 8080}]");
    String pods = deployment("web", "ports: [{containerPort: 8080}]", "");
    String subject = "Service/web";
    return Stream.of(
        new Case(
            check,
            "headless for no reason",
            subject,
            cluster(web, pods),
            "warning Service/web spec.clusterIP"),
        new Case(
            check,
            "a client connects to the port",
            subject,
            cluster(web, pods, deployment("shop", "env: [{name: W, value: 'http://web:80/'}]", "")),
            "warning Service/web spec.clusterIP"),
        new Case(
            check,
            "it governs a StatefulSet, and a client connects to the port",
            "Service/db",
            cluster(
                service("db", "db", "clusterIP: None, ports: [{port: 80, targetPort: sql}]"),
                db("db", PORTS),
                deployment("shop", "args: ['--db=db-0.db:80']", "")),
            "warning Service/db spec.ports[0].port, mended"),
        new Case(
            check,
            "it governs a StatefulSet",
            "Service/db",
            cluster(
                service("db", "db", "clusterIP: None, ports: [{port: 80, targetPort: sql}]"),
                db("db", PORTS)),
            "note Service/db spec.ports[0].port, mended"),
        new Case(
            check,
            "beside a Service with an address",
            "Service/web-headless",
            cluster(
                service("web", "web", "ports: [{port: 80, targetPort: 8080}]"),
                service(
                    "web-headless",
                    "web",
                    "clusterIP: None, ports: [{port: 80, targetPort: 8080}]"),
                pods),
            "note Service/web-headless spec.ports[0].port, mended"),
        new Case(
            check,
            "clients know the port of the Pods",
            subject,
            cluster(web, pods, deployment("shop", "env: [{name: W, value: 'web:8080'}]", "")),
            "fine"),
        new Case(
            check,
            "the same number",
            subject,
            cluster(
                service("web", "web", "clusterIP: None, ports: [{port: 8080, targetPort: 8080}]"),
                pods),
            "fine"),
        new Case(
            check,
            "the Pods have both ports",
            subject,
            cluster(
                web, deployment("web", "ports: [{containerPort: 8080}, {containerPort: 80}]", "")),
            "fine"),
        new Case(
            check,
            "it has an address",
            subject,
            cluster(service("web", "web", "ports: [{port: 80, targetPort: 8080}]"), pods),
            "fine"));
  }

  static Stream<Case> subdomains() {
    Check check = new SubdomainMismatch();
    String headless = service("peers", "web", "clusterIP: None");
    String says = "warning Deployment/web spec.template.spec.subdomain, mended";
    String subject = "Deployment/web";
    return Stream.of(
        new Case(
            check,
            "a misspelt subdomain",
            subject,
            cluster(deployment("web", "", "hostname: w, subdomain: peer"), headless),
            says),
        new Case(
            check,
            "no headless Service at all",
            subject,
            cluster(deployment("web", "", "hostname: w, subdomain: peers")),
            says),
        new Case(
            check,
            "the Service of somebody else",
            subject,
            cluster(
                deployment("web", "", "hostname: w, subdomain: cache"),
                deployment("cache", "", ""),
                service("cache", "cache", "clusterIP: None"),
                headless),
            says),
        new Case(
            check,
            "a host name that is asked for, without subdomain",
            subject,
            cluster(
                deployment("web", "", "hostname: w"),
                deployment("shop", "args: ['http://w.peers:80/']", ""),
                headless),
            says),
        new Case(
            check,
            "another Pod of the Service has it",
            "Pod/b",
            cluster(
                headless,
                """
                kind: Pod
                metadata: {name: a, labels: {app: web}}
                spec: {hostname: a, subdomain: peers, containers: [{name: web, image: "web:1"}]}
                ---
                kind: Pod
                metadata: {name: b, labels: {app: web}}
                spec: {hostname: b, containers: [{name: web, image: "web:1"}]}
                """),
            "warning Pod/b spec.subdomain"),
        new Case(
            check,
            "a Pod cannot be changed",
            "Pod/web",
            cluster(
                headless,
                """
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {hostname: w, subdomain: peer, containers: [{name: web, image: "web:1"}]}
                """),
            "warning Pod/web spec.subdomain"),
        new Case(
            check,
            "they agree",
            subject,
            cluster(deployment("web", "", "hostname: w, subdomain: peers"), headless),
            "fine"),
        new Case(
            check,
            "a host name for its own use",
            subject,
            cluster(deployment("web", "", "hostname: w"), headless),
            "fine"),
        new Case(
            check,
            "a StatefulSet names its Pods itself",
            SET,
            cluster(db("db-headless", PORTS), HEADLESS),
            "fine"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"missing", "mismatches", "headless", "addresses", "subdomains"})
  void says(Case c) {
    assertEquals(c.says, Said.of(c.check, c.given, c.subject));
  }
}
