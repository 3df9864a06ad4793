package io.binnacle.proxy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.NftText;
import io.binnacle.linux.nft.Verdict;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleBookTest {
  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void applyingChangesOneByOneIsTheSameAsBuildingAnew(long seed) {
    RandomServices random = new RandomServices(seed);
    RuleBook book = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
    Map<ObjectKey, ServicePlan> wanted = new HashMap<>();
    TableState table = TableState.none(book.table()).after(book.load());
    for (int burst = 0; burst < 60; burst++) {
      for (int i = 0; i <= random.below(3); i++) {
        int service = random.below(8);
        ObjectKey key = Given.key("s" + service);
        if (random.below(4) == 0) {
          wanted.remove(key);
        } else {
          wanted.put(key, random.plan(service));
        }
        book.service(key, wanted.get(key));
      }
      table = table.after(book.changes());
      assertEquals(List.of(), book.changes(), "nothing is left to do");
      RuleBook anew = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
      wanted.forEach(anew::service);
      assertEquals(
          meaning(TableState.none(anew.table()).after(anew.load())),
          meaning(table),
          "seed " + seed + " burst " + burst);
    }
    RuleBook fresh = book;
    assertEquals(meaning(table), meaning(table.after(fresh.load())), "load replaces what is there");
  }

  /// A table without what does not matter: which endpoint has which number, and chains nobody uses.
  private static Map<String, Object> meaning(TableState table) {
    Map<String, Object> out = new TreeMap<>();
    table
        .sets()
        .forEach((name, set) -> {
          if (!name.equals("endpoints")) {
            out.put("set " + name, set.elements());
          } else {
            Map<String, Set<String>> byDoor = new TreeMap<>();
            set.elements()
                .forEach((key, element) -> {
                  byte[] octets = key.toBytes();
                  String text = key.toString();
                  // The slot's number goes, in and out stay apart, and doubles would show.
                  String door = text.substring(0, text.length() - 8);
                  boolean inside = octets[octets.length - 2] != 0;
                  byDoor
                      .computeIfAbsent(door + inside, _ -> new TreeSet<>())
                      .add(element.value().toString());
                });
            out.put("endpoints", byDoor);
            out.put("slots", set.elements().keySet());
          }
        });
    Set<String> used = new HashSet<>();
    table.sets().values().stream()
        .flatMap(set -> set.elements().values().stream())
        .forEach(element -> {
          switch (element.value()) {
            case Verdict.Goto(String chain) -> used.add(chain);
            case Verdict.Jump(String chain) -> used.add(chain);
            default -> {}
          }
        });
    table
        .chains()
        .forEach((name, chain) -> {
          boolean pick = name.matches(".*-[0-9]+s?(-sticky)?");
          if (!pick || used.contains(name)) {
            out.put("chain " + name, chain);
          }
        });
    return out;
  }

  @Test
  void oneEndpointMoreOrLessIsAFewElements() {
    RuleBook book = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
    ObjectKey key = Given.key("web");
    TableState table = TableState.none(book.table()).after(book.load());
    table = apply(table, book, key, 50);
    apply(table, book, key, 51);
    book.service(key, with(50));
    List<Command> less = book.changes();
    // Two verdicts (out, in) and the slot that goes; the last one moves down into a gap at most.
    assertThat(elements(less)).isLessThanOrEqualTo(5);
    book.service(key, with(50, 7));
    // A neighbour takes the place of one that leaves: out and in, no verdict changes.
    assertThat(elements(book.changes())).isEqualTo(2);
  }

  private static TableState apply(TableState table, RuleBook book, ObjectKey key, int count) {
    book.service(key, with(count));
    return table.after(book.changes());
  }

  private static int elements(List<Command> commands) {
    int count = 0;
    for (Command command : commands) {
      count +=
          switch (command) {
            case Command.AddElements(_, var some) -> some.size();
            case Command.DeleteElements(_, var some) -> some.size();
            default -> 0;
          };
    }
    return count;
  }

  /// A Service with `count` endpoints, without the `left` one but with another.
  private static ServicePlan with(int count, int... left) {
    String[] endpoints = new String[count];
    for (int i = 0; i < count; i++) {
      int number = left.length > 0 && left[0] == i ? 200 : i;
      endpoints[i] = "10.244.3." + (number + 1) + "@n2 ready";
    }
    return Given.plan(
            Given.service("web", "'clusterIP':'10.96.0.1','ports':[{'name':'http','port':80}]"),
            Given.slice("web-a", "web", "http:8080", endpoints))
        .getFirst();
  }

  @Test
  void ofTwoServicesAtOneDoorTheFirstByNameHasIt() {
    RuleBook book = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
    TableState table = TableState.none(book.table()).after(book.load());
    for (String name : List.of("b", "a")) {
      ServicePlan plan =
          Given.plan(
                  Given.service(
                      name,
                      "'clusterIP':'10.96.0.%s','externalIPs':['198.51.100.9'],'ports':[{'port':80}]"
                          .formatted(name.equals("a") ? 1 : 2)))
              .getFirst();
      book.service(Given.key(name), plan);
    }
    table = table.after(book.changes());
    assertThat(comments(table)).contains("default/a external").doesNotContain("default/b external");
    book.service(Given.key("a"), null);
    table = table.after(book.changes());
    assertThat(comments(table)).contains("default/b external");
  }

  private static List<String> comments(TableState table) {
    return table.set("services").elements().values().stream().map(Element::comment).toList();
  }

  @Test
  void aRememberedClientIsStaleOnceItsEndpointOrTheAffinityIsGone() {
    RuleBook book = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
    book.service(Given.key("web"), sticky("10.244.1.2@n1 ready", "10.244.1.3@n1 ready"));
    book.load();
    Element mine = remembered("10.96.0.1", "10.244.1.2");
    Element strange = remembered("10.96.0.9", "10.244.1.2");
    assertEquals(List.of(strange), book.stale(List.of(mine, strange)));
    book.service(Given.key("web"), sticky("10.244.1.3@n1 ready"));
    book.changes();
    assertThat(book.takeAffinityNarrowed()).isTrue();
    assertThat(book.takeAffinityNarrowed()).isFalse();
    assertEquals(List.of(mine), book.stale(List.of(mine)));
  }

  private static ServicePlan sticky(String... endpoints) {
    return Given.plan(
            Given.service(
                "web",
                "'clusterIP':'10.96.0.1','sessionAffinity':'ClientIP','ports':[{'name':'http','port':80}]"),
            Given.slice("web-a", "web", "http:8080", endpoints))
        .getFirst();
  }

  private static Element remembered(String service, String endpoint) {
    Datum client = Datum.addr(Data.inet(IpAddress.of("192.168.1.77")));
    Datum door = Data.door(IpAddress.of(service), Protocol.TCP, 80);
    Datum to = Datum.concat(Datum.addr(Data.inet(IpAddress.of(endpoint))), Datum.port(8080));
    return Element.of(Datum.concat(client, door), to).withTimeout(Duration.ofSeconds(10));
  }

  @Test
  void longNamesFitIntoTheComment() {
    ServicePlan plan =
        Given.plan(
                Given.service(
                    "a".repeat(63),
                    "'clusterIP':'10.96.0.1','externalIPs':['198.51.100.9'],'ports':[{'name':'"
                        + "p".repeat(63)
                        + "','port':80}]"))
            .getFirst();
    assertThat(NftText.render(load(plan))).contains("...");
  }

  private static List<Command> load(ServicePlan plan) {
    RuleBook book = new RuleBook(Given.OPTIONS, IpAddress.Family.IPv4);
    book.service(plan.service(), plan);
    return book.load();
  }
}
