package io.binnacle.doctor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.linux.nft.Hooked;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTablesTest {
  private static Hooked chain(String table, String type, String hook, int priority, int rules) {
    return new Hooked("ip", table, "c", type, hook, priority, rules);
  }

  @Test
  void othersAreInTheWayIfTheyMeetThePacketFirstAndHaveRules() {
    assertEquals(
        List.of(
            "table ip docker, chain c (filter, prerouting, -300)",
            "table ip other, chain c (nat, output, -110)"),
        KernelTables.foreign(
            "binnacle",
            List.of(
                chain("other", "nat", "output", -110, 1),
                chain("docker", "filter", "prerouting", -300, 2),
                chain("empty", "nat", "prerouting", -110, 0),
                chain("same", "nat", "prerouting", -100, 1),
                chain("late", "nat", "prerouting", 0, 1),
                chain("leaving", "nat", "postrouting", -200, 1),
                chain("binnacle", "filter", "prerouting", -300, 1))));
  }
}
