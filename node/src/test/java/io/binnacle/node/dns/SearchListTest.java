package io.binnacle.node.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchListTest {
  @ParameterizedTest
  @CsvSource({
    "web, web.shop.svc.cluster.local. web.svc.cluster.local. web.cluster.local. web.",
    "web.shop, web.shop.shop.svc.cluster.local. web.shop.svc.cluster.local. web.shop.cluster.local. web.shop.",
    "a.b.c.d.e.f, a.b.c.d.e.f. a.b.c.d.e.f.shop.svc.cluster.local. a.b.c.d.e.f.svc.cluster.local. a.b.c.d.e.f.cluster.local.",
    "web., web."
  })
  void namesATryEach(String name, String tried) {
    assertEquals(tried, String.join(" ", SearchList.of("shop", "cluster.local").candidates(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "ndots:2, 2",
    "ndots:2 ndots:3, 3",
    "ndots:99, 15",
    "ndots:x, 1",
    "rotate, 1"
  })
  void readsNdots(String options, int ndots) {
    assertEquals(ndots, SearchList.of(List.of(), List.of(options.split(" "))).ndots());
  }

  @Test
  void aDotAtTheEndOfADomainIsNotWrittenTwice() {
    assertEquals(
        List.of("web.example.com.", "web."),
        new SearchList(List.of("example.com."), 5).candidates("web"));
  }

  @Test
  void withoutAClusterDomainThereIsNothingToSearch() {
    assertEquals(List.of(), SearchList.of("shop", "").domains());
  }
}
