package io.binnacle.linux.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.linux.kernel.TestNamespace;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The text and the bytes of one model mean the same to the kernel.
class ParityKernelTest {
  @BeforeAll
  static void needsKernel() {
    TestNamespace.assumeKernel("nft");
  }

  static Stream<Samples.Sample> samples() {
    return Samples.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void textThroughNftAndBytesThroughNetlinkListTheSame(Samples.Sample sample) throws Exception {
    compare(sample.commands());
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("binnacle.seeds", 12));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomRuleSetsListTheSame(long seed) throws Exception {
    compare(RandomRules.of(seed));
  }

  static void compare(List<Command> commands) throws Exception {
    try (TestNamespace byText = new TestNamespace();
        TestNamespace byBytes = new TestNamespace()) {
      String text = NftText.render(commands);
      byText.inWith(text, "nft", "-f", "-");
      try (Nft nft = Nft.open(byBytes.path())) {
        assertEquals(new Nft.Applied.Ok(), nft.apply(commands), text);
      }
      assertEquals(
          Listing.text(byText.in("nft", "list", "ruleset")),
          Listing.text(byBytes.in("nft", "list", "ruleset")),
          text);
      assertEquals(
          Listing.json(byText.in("nft", "-j", "list", "ruleset")),
          Listing.json(byBytes.in("nft", "-j", "list", "ruleset")),
          text);
    }
  }
}
