package io.binnacle.proxy.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.linux.nft.NftText;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.view.PodView;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.plan.HostPortPlanner;
import io.binnacle.proxy.plan.ServicePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The whole table as text, with a Service of every kind in it: what a change of the rules changes is to be seen here.
/// `-Dgolden.rewrite=true` writes it anew.
class WholeTableTest {
  private static final Path GOLDENS =
      Path.of("src/test/resources/io/binnacle/proxy/rules").toAbsolutePath();

  private static final RulesOptions EVERYTHING =
      RulesOptions.of(
              "binnacle",
              List.of(Cidr.of("10.96.0.0/12"), Cidr.of("fd02::/112")),
              List.of(Cidr.of("10.244.0.0/16"), Cidr.of("fd03::/48")))
          .withComment("Services of the cluster at 127.0.0.1:6443, by Binnacle")
          .withLoopback(true)
          .withPodEgress(true)
          .withBound(
              Set.of(
                  new Bound(IpAddress.of("10.96.0.10"), 53),
                  new Bound(IpAddress.of("fd02::a"), 53)));

  @ParameterizedTest
  @EnumSource(Family.class)
  void isAsReviewed(Family family) throws IOException {
    RuleBook book = new RuleBook(EVERYTHING, family);
    for (ServicePlan plan : services()) {
      if (plan.family() == family) {
        book.service(plan.service(), plan);
      }
    }
    book.pod(Given.key("hosted"), new HostPortPlanner(Given.NODE).plan(hosted(), family));
    String text = NftText.render(book.load());
    Path golden = GOLDENS.resolve("table-" + family + ".nft");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(golden, text);
    }
    assertEquals(Files.readString(golden), text);
  }

  private static PodView hosted() {
    return PodView.of(
        Given.json(
            "{'metadata':{'name':'hosted','namespace':'default'},'spec':{'containers':[{'ports':"
                + "[{'name':'web','containerPort':80,'hostPort':8088}]}]},'status':{'podIP':'10.244.1.7',"
                + "'podIPs':[{'ip':'10.244.1.7'},{'ip':'fd03:0:0:1::7'}]}}"));
  }

  private static List<ServicePlan> services() {
    return Stream.of(
            Given.plan(
                Given.service(
                    "web",
                    "'type':'LoadBalancer','clusterIPs':['10.96.0.1','fd02::1'],'clusterIP':'10.96.0.1',"
                        + "'externalTrafficPolicy':'Local','loadBalancerSourceRanges':['203.0.113.0/24','2001:db8:1::/48'],"
                        + "'ports':[{'name':'http','port':80,'nodePort':30080}]",
                    "'loadBalancer':{'ingress':[{'ip':'198.51.100.1'},{'ip':'2001:db8::1'}]}"),
                Given.slice(
                    "web-4", "web", "http:8080", "10.244.1.2@n1 ready", "10.244.2.2@n2 ready"),
                Given.slice(
                    "web-6",
                    "web",
                    "http:8080",
                    "fd03:0:0:1::2@n1 ready",
                    "fd03:0:0:2::2@n2 ready")),
            Given.plan(
                Given.service(
                    "sticky",
                    "'clusterIPs':['10.96.0.2','fd02::2'],'clusterIP':'10.96.0.2','sessionAffinity':'ClientIP',"
                        + "'externalIPs':['198.51.100.9','2001:db8::9'],"
                        + "'ports':[{'name':'q','port':53,'protocol':'UDP'}]"),
                Given.slice("sticky-4", "sticky", "q:5353/UDP", "10.244.1.3@n1 ready"),
                Given.slice("sticky-6", "sticky", "q:5353/UDP", "fd03:0:0:1::3@n1 ready")),
            Given.plan(
                Given.service(
                    "empty",
                    "'clusterIPs':['10.96.0.3','fd02::3'],'clusterIP':'10.96.0.3','ports':[{'port':80}]")))
        .flatMap(List::stream)
        .toList();
  }
}
