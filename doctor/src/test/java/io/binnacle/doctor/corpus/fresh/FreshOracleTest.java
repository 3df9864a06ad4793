package io.binnacle.doctor.corpus.fresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.corpus.world.Kernel;
import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whether the cases are what they say, as requests show; asks no check.
class FreshOracleTest {
  @Test
  void nothingFailsInWorldsThatOnlyLookBroken() {
    List<String> failures = new ArrayList<>();
    List<FreshCases.Control> healthy = FreshCases.healthy();
    for (FreshCases.Control control : healthy) {
      Settled settled = new Settler(control.world()).settle();
      new Oracle(settled).failures().forEach(f -> failures.add(control.name() + ": " + f));
      for (Obj object : control.rules() ? settled.all(ResourceName.SERVICES) : List.<Obj>of()) {
        ServiceView service = ServiceView.of(object);
        if (service.hasClusterIp() && service.hasSelector()) {
          Rules rules = Kernel.of(settled, "worker-2", _ -> true, settled, List.of());
          Kernel.failures(settled, rules, service.key())
              .forEach(f -> failures.add(control.name() + " " + service.key() + ": " + f));
        }
      }
    }
    assertEquals("", String.join("\n", failures));
    assertTrue(healthy.size() >= 68, "healthy worlds: " + healthy.size());
  }

  @Test
  void everyFaultBreaksSomething() {
    List<String> whole = new ArrayList<>();
    FreshCases.single()
        .forEach((id, cases) -> {
          if (cases.size() < 3) {
            whole.add(id + " has " + cases.size() + " cases");
          }
          cases.stream()
              .filter(c -> c.failures().isEmpty())
              .forEach(c -> whole.add(id + " " + c.name()));
        });
    assertEquals("", String.join("\n", whole));
  }

  @Test
  void bothOfTwoFaultsAreStillThere() {
    List<String> whole = new ArrayList<>();
    List<Fresh> twofold = FreshCases.twofold();
    for (Fresh each : twofold) {
      each.injected().stream()
          .filter(i -> i.fails().apply(each.settled()).isEmpty())
          .forEach(i -> whole.add(each.id() + " " + each.name() + ": " + i.truth()));
    }
    assertEquals("", String.join("\n", whole));
    assertTrue(twofold.size() >= 40, "double faults: " + twofold.size());
  }
}
