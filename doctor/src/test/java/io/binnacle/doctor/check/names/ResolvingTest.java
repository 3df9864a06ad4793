package io.binnacle.doctor.check.names;

import static io.binnacle.doctor.check.names.Names.AROUND;
import static io.binnacle.doctor.check.names.Names.deployment;
import static io.binnacle.doctor.check.names.Names.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Said;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What workloads name, and whether their Pods can resolve it.
class ResolvingTest {
  private static final String SHOP = "Deployment/shop ";
  private static final String TEMPLATE = "spec.template.spec.";

  /// @param container of the Deployment `shop`
  /// @param spec of its Pods
  record Case(Check check, String name, String container, String spec, String says) {
    @Override
    public String toString() {
      return check.id() + ": " + name;
    }
  }

  static Stream<Case> policies() {
    Check check = new DnsPolicy();
    String used = "env: [{name: DB_URL, value: 'postgres://me:s@db.data:5432/x'}]";
    return Stream.of(
        new Case(
            check,
            "the node's resolver",
            used,
            "dnsPolicy: Default",
            "error " + SHOP + TEMPLATE + "dnsPolicy, mended"),
        new Case(
            check,
            "on the node's network",
            "env: [{name: UPSTREAM_HOST, value: catalogue}]",
            "hostNetwork: true",
            "error " + SHOP + TEMPLATE + "dnsPolicy, mended"),
        new Case(
            check,
            "a full name",
            "args: ['--db=db.data.svc.cluster.local:5432']",
            "dnsPolicy: Default",
            "warning " + SHOP + TEMPLATE + "dnsPolicy, mended"),
        new Case(
            check,
            "a nameserver of the world",
            used,
            "dnsPolicy: None, dnsConfig: {nameservers: [8.8.8.8], searches: [data.svc.cluster.local]}",
            "error " + SHOP + TEMPLATE + "dnsConfig.nameservers[0], mended"),
        new Case(
            check,
            "the address the DNS once had",
            used,
            "dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.11]}",
            "error " + SHOP + TEMPLATE + "dnsConfig.nameservers[0], mended"),
        new Case(
            check,
            "nobody to ask",
            used,
            "dnsPolicy: None",
            "error " + SHOP + TEMPLATE + "dnsPolicy, mended"),
        new Case(check, "the cluster's DNS", used, "", "fine"),
        new Case(
            check,
            "on the node's network with the cluster's DNS",
            used,
            "hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet",
            "fine"),
        new Case(
            check,
            "it names nobody in the cluster",
            "args: ['--bind=0.0.0.0:80', 'https://example.com/', '--name=catalogue']",
            "hostNetwork: true",
            "fine"),
        new Case(
            check,
            "names it has a certificate for",
            "args: ['--dynamic-serving-dns-names=catalogue.default.svc,catalogue']",
            "hostNetwork: true",
            "fine"),
        new Case(
            check,
            "its own file of hosts",
            used,
            "dnsPolicy: Default, hostAliases: [{ip: 10.0.0.1, hostnames: [db.data]}]",
            "fine"),
        new Case(
            check,
            "the cache on the node",
            used,
            "dnsPolicy: None, dnsConfig: {nameservers: [169.254.20.10]}",
            "fine"),
        new Case(
            check,
            "the cluster's DNS, said by hand",
            used,
            "dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10]}",
            "fine"));
  }

  static Stream<Case> searches() {
    Check check = new DnsSearch();
    String none = "dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10]";
    return Stream.of(
        new Case(
            check,
            "a short name and nothing to search",
            "env: [{name: CATALOGUE_URL, value: 'http://catalogue/'}]",
            none + "}",
            "error " + SHOP + TEMPLATE + "dnsConfig.searches, mended"),
        new Case(
            check,
            "the search list of another namespace",
            "env: [{name: CATALOGUE_HOST, value: catalogue}]",
            none + ", searches: [data.svc.cluster.local, svc.cluster.local]}",
            "error " + SHOP + TEMPLATE + "dnsConfig.searches, mended"),
        new Case(
            check,
            "ndots with a resolver that asks once",
            "env: [{name: DB, value: 'db.data:5432'}], image: alpine",
            "dnsConfig: {options: [{name: ndots, value: '1'}]}",
            "warning " + SHOP + TEMPLATE + "dnsConfig.options[0].value, mended"),
        new Case(
            check,
            "ndots with a resolver that asks twice",
            "env: [{name: DB, value: 'db.data:5432'}]",
            "dnsConfig: {options: [{name: ndots, value: '1'}]}",
            "note " + SHOP + TEMPLATE + "dnsConfig.options[0].value, mended"),
        new Case(
            check,
            "full names need no search",
            "env: [{name: DB, value: 'db.data.svc.cluster.local:5432'}]",
            none + "}",
            "fine"),
        new Case(
            check,
            "the list by hand is enough",
            "env: [{name: DB, value: 'db.data:5432'}]",
            none + ", searches: [svc.cluster.local.]}",
            "fine"),
        new Case(
            check,
            "ndots is lower, and the names are shorter",
            "env: [{name: CATALOGUE_HOST, value: catalogue}], image: alpine",
            "dnsConfig: {options: [{name: ndots, value: '1'}]}",
            "fine"),
        new Case(check, "the usual", "env: [{name: DB, value: 'db.data:5432'}]", "", "fine"));
  }

  static Stream<Case> missing() {
    Check check = new NamedServiceMissing();
    String env = SHOP + TEMPLATE + "containers[0].env[0].value";
    return Stream.of(
        new Case(
            check,
            "a misspelt name in full",
            "env: [{name: CATALOGUE, value: 'http://catalouge.default.svc.cluster.local/'}]",
            "",
            "warning " + env + ", mended"),
        new Case(
            check,
            "a full name in the wrong namespace",
            "args: ['x', '--db=db.default.svc:5432']",
            "",
            "warning " + SHOP + TEMPLATE + "containers[0].args[1]"),
        new Case(
            check,
            "a full name that is gone",
            "env: [{name: CACHE_ADDR, value: 'cache.default.svc.cluster.local:6379'}]",
            "",
            "warning " + env),
        new Case(
            check,
            "a misspelt short name",
            "env: [{name: CATALOGUE_HOST, value: catalogeu}]",
            "",
            "warning " + env + ", mended"),
        new Case(
            check,
            "it is next door",
            "env: [{name: DATABASE_URL, value: 'postgres://u:p@db:5432/shop'}]",
            "",
            "warning " + env),
        new Case(
            check,
            "a misspelt name beside a password, which a patch would show",
            "env: [{name: CATALOGUE_URL, value: 'http://u:p@catalogeu:80/'}]",
            "",
            "warning " + env),
        new Case(
            check,
            "misspelt names in a list",
            "env: [{name: CATALOGUE_HOSTS, value: 'http://catalogeu:80/v1/items,catalogue:80'}]",
            "",
            "warning " + env + ", mended"),
        new Case(
            check,
            "its workload is there and has lost its Service",
            "env: [{name: LEDGER_URL, value: 'http://ledger:80/v1'}]",
            "",
            "warning " + env + ", mended"),
        new Case(
            check,
            "a workload that a registry knows, so that no port is named",
            "env: [{name: LEDGER_URL, value: 'lb://ledger'}, {name: A, value: 'http://ledger/v1'}]",
            "",
            "fine"),
        new Case(
            check,
            "a workload whose Service has another name",
            "env: [{name: BILLING_URL, value: 'http://billing:80'}]",
            "",
            "fine"),
        new Case(
            check,
            "a workload that listens nowhere",
            "env: [{name: X, value: 'mailer:2'}]",
            "",
            "fine"),
        new Case(check, "itself", "args: ['--name=shop:8080']", "", "fine"),
        new Case(check, "it exists", "env: [{name: CATALOGUE_HOST, value: catalogue}]", "", "fine"),
        new Case(
            check,
            "an outside host of nearly the name",
            "env: [{name: CATALOGUE_HOST, value: catalogeu.example.com}]",
            "",
            "fine"),
        new Case(
            check,
            "a short name like nobody's",
            "env: [{name: MAIL_HOST, value: smtp}]",
            "",
            "fine"),
        new Case(
            check,
            "nearly the name, another port",
            "env: [{name: X, value: 'catalogeu:9999'}]",
            "",
            "fine"),
        new Case(
            check,
            "what is called a host but is not",
            "env: [{name: APP, value: catalogeu}, {name: HOSTNAME, value: catalogeu}]",
            "",
            "fine"),
        new Case(
            check,
            "the Pod's own file of hosts",
            "env: [{name: CATALOGUE_HOST, value: catalogeu}]",
            "hostAliases: [{ip: 10.0.0.1, hostnames: [catalogeu]}]",
            "fine"),
        new Case(
            check,
            "what no proxy is asked for",
            "env: [{name: NO_PROXY, value: 'localhost,.svc,gone.default.svc,.cluster.local'}]",
            "",
            "fine"),
        new Case(
            check,
            "an endpoint of a Service, put together later",
            "args: ['--peer=$(POD).catalogue.default.svc:80', '--me=${X}']",
            "",
            "fine"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"policies", "searches", "missing"})
  void says(Case c) {
    String ports = "ports: [{name: http, containerPort: 8080}]";
    Cluster cluster =
        Cluster.of(
                AROUND,
                deployment("ledger", ports, ""),
                deployment("billing", ports, ""),
                service("accounts", "billing", "ports: [{port: 80, targetPort: http}]"),
                deployment("mailer", "", ""),
                deployment("shop", c.container, c.spec))
            .run();
    assertEquals(c.says, Said.of(c.check, cluster, "Deployment/shop"));
  }

  @Test
  void aNamespaceNobodyMaySeeIsNotMissing() {
    Cluster cluster =
        Cluster.of(AROUND, deployment("shop", "env: [{name: DB_HOST, value: db.data.svc}]", ""))
            .run()
            .hide("Service", "forbidden");
    assertEquals("fine", Said.of(new NamedServiceMissing(), cluster, "Deployment/shop"));
  }

  @Test
  void theNameIsReplacedAndNothingElse() {
    Finding.Broken broken =
        (Finding.Broken)
            Cluster.of(
                    AROUND,
                    deployment("shop", "args: ['--catalogeu=http://catalogeu:80/catalogeu']", ""))
                .run()
                .examine(new NamedServiceMissing(), "Deployment/shop");
    assertEquals(
        "--catalogeu=http://catalogue:80/catalogeu",
        broken
            .remedy()
            .changes()
            .getFirst()
            .command()
            .replaceAll(".*\"value\":\"([^\"]*)\".*", "$1"));
  }

  static Stream<Arguments> secrets() {
    return Stream.of(
        arguments(new DnsPolicy(), "postgres://me:hush@db.data:5432/x", "dnsPolicy: Default"),
        arguments(
            new DnsSearch(),
            "http://me:hush@catalogue:80/",
            "dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10]}"),
        arguments(new NamedServiceMissing(), "http://me:hush@catalogeu:80/", ""),
        arguments(new NamedServiceMissing(), "catalogeu:80 --token hush", ""),
        arguments(new NamedServiceMissing(), "http://catalogeu:80/?token=hush", ""),
        arguments(new NamedServiceMissing(), "postgres://me:hush@db:5432/shop", ""));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("secrets")
  void whatMayBeAPasswordIsNotShown(Check check, String value, String spec) {
    String env = "env: [{name: UPSTREAM_URL, value: '" + value + "'}]";
    Finding said =
        Cluster.of(AROUND, deployment("shop", env, spec)).run().examine(check, "Deployment/shop");
    assertInstanceOf(Finding.Broken.class, said);
    assertFalse(said.toString().contains("hush"), said::toString);
  }
}
