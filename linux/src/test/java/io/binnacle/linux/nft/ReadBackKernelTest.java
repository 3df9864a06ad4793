package io.binnacle.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.linux.kernel.TestNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What was written to the kernel is read back in the same words.
class ReadBackKernelTest {
  @BeforeAll
  static void needsKernel() {
    TestNamespace.assumeKernel("nft");
  }

  static Stream<Samples.Sample> samples() {
    return Samples.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void rulesAndElementsComeBack(Samples.Sample sample) throws Exception {
    comesBack(sample.commands());
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("binnacle.seeds", 12));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomRuleSetsComeBack(long seed) throws Exception {
    comesBack(RandomRules.of(seed));
  }

  private static void comesBack(List<Command> commands) throws Exception {
    List<String> want = new ArrayList<>();
    List<TableId> tables = new ArrayList<>();
    for (Command command : commands) {
      switch (command) {
        case Command.AddTable(Table table) -> tables.add(table.id());
        case Command.AddRule(TableId id, String chain, Rule rule) ->
            want.add(chain + " " + NftText.render(id.family(), rule));
        case Command.AddElements(NftSet set, List<Element> elements) ->
            elements.forEach(e -> want.add(set.name() + " " + NftText.render(set, e)));
        case Command.AddChain(Chain chain) -> want.add(chain.name() + " " + chain.base());
        default -> {}
      }
    }
    List<String> found = new ArrayList<>();
    try (TestNamespace namespace = new TestNamespace();
        Nft nft = Nft.open(namespace.path())) {
      assertEquals(new Nft.Applied.Ok(), nft.apply(commands));
      for (TableId table : tables) {
        Contents contents = nft.read(table).orElseThrow();
        for (Contents.ChainOf chain : contents.chains()) {
          found.add(chain.chain().name() + " " + chain.chain().base());
          for (Rule rule : chain.rules())
            found.add(chain.chain().name() + " " + NftText.render(table.family(), rule));
        }
        for (Contents.SetOf set : contents.sets())
          for (Element element : set.elements())
            found.add(set.set().name() + " " + NftText.render(set.set(), element));
      }
    }
    // a whole address as its own prefix is the address
    List<String> plain = want.stream().map(w -> w.replaceAll("/(32|128) ", " ")).toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(plain);
  }

  @Test
  void aStrangersRuleSaysWhatItIsMadeOf() throws Exception {
    try (TestNamespace namespace = new TestNamespace();
        Nft nft = Nft.open(namespace.path())) {
      nft.apply(
          List.of(
              new Command.AddTable(Table.of(Samples.IP)),
              new Command.AddChain(Chain.regular(Samples.IP, "a"))));
      namespace.in("nft", "add rule ip bn-test a limit rate 5/second log accept");
      Rule rule = nft.read(Samples.IP).orElseThrow().chains().getFirst().rules().getFirst();
      assertEquals("not ours: limit log immediate", rule.comment());
    }
  }

  @Test
  void everyTablesHookedChainsAreNamed() throws Exception {
    try (TestNamespace namespace = new TestNamespace();
        Nft nft = Nft.open(namespace.path())) {
      namespace.in("nft", "add table inet other");
      namespace.in(
          "nft",
          "add chain inet other pre { type nat hook prerouting priority -110; policy accept; }");
      namespace.in("nft", "add chain inet other unhooked");
      namespace.in("nft", "add rule inet other pre tcp dport 80 accept");
      assertEquals(
          List.of(new Hooked("inet", "other", "pre", "nat", "prerouting", -110, 1)), nft.hooked());
    }
  }
}
