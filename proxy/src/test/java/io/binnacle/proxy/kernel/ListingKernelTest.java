package io.binnacle.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.run.NftSink;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What people see who list the table with stock `nft`. Needs root.
class ListingKernelTest {
  @ParameterizedTest
  @EnumSource(IpAddress.Family.class)
  void namesServicesAndPorts(IpAddress.Family family) throws IOException {
    Machines.assumeRoot();
    try (Machines machines = new Machines("node");
        NftSink sink = NftSink.open(machines.path("node"))) {
      RuleBook book = new RuleBook(Given.OPTIONS, family);
      Given.plan(
              Given.service(
                  "web",
                  "'clusterIPs':['10.96.0.1','fd02::1'],'clusterIP':'10.96.0.1','sessionAffinity':'ClientIP',"
                      + "'ports':[{'name':'http','port':80}]"),
              Given.slice("web-4", "web", "http:8080", "10.244.1.2@n1 ready"),
              Given.slice("web-6", "web", "http:8080", "fd03:0:0:1::2@n1 ready"))
          .stream()
          .filter(plan -> plan.family() == family)
          .forEach(plan -> book.service(plan.service(), plan));
      sink.apply(book.load());
      String listing = machines.in("node", "nft list table " + book.table());
      assertThat(listing)
          .contains("comment \"default/web:http\" : goto cluster-1-sticky")
          .contains("comment \"not allocated to a Service\"");
    }
  }
}
