package io.binnacle.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BriefTest {
  @Test
  void isOneLine() {
    Table table = new Table(new TableId(Family.IP, "t"), Set.of(), "says what it is");
    assertThat(Brief.of(new Command.AddTable(table), -1))
        .startsWith("add table ip t")
        .contains("says what it is")
        .doesNotContain("\n");
  }
}
