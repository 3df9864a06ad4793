package io.binnacle.node.pod;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.Observed.Starting;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Sandbox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The containers of a Pod's spec with what has become of them, and its sandboxes.
///
/// @param init init containers and sidecars, in the order of the spec
/// @param live the newest sandbox if it is ready; null if there is none or it has died
/// @param newest the newest sandbox, dead or alive; null if there is none
record Slots(
    List<Slot> init,
    List<Slot> main,
    List<Slot> ephemeral,
    @Nullable Sandbox live,
    @Nullable Sandbox newest) {

  static Slots of(Observed facts) {
    Sandbox newest =
        facts.sandboxes().stream()
            .max(Comparator.comparingInt(Sandbox::attempt).thenComparing(Sandbox::created))
            .orElse(null);
    Sandbox live = newest != null && newest.ready() ? newest : null;
    return new Slots(
        read(facts, newest, "initContainers"),
        read(facts, newest, "containers"),
        read(facts, newest, "ephemeralContainers"),
        live,
        newest);
  }

  private static List<Slot> read(Observed facts, @Nullable Sandbox sandbox, String list) {
    Obj spec = facts.pod().obj("spec");
    List<Slot> out = new ArrayList<>();
    for (Obj container : spec.arr(list).objects()) {
      Role role =
          switch (list) {
            case "initContainers" ->
                container.str("restartPolicy").equals("Always") ? Role.SIDECAR : Role.INIT;
            case "containers" -> Role.MAIN;
            default -> Role.EPHEMERAL;
          };
      out.add(slot(facts, sandbox, container, role, spec.str("restartPolicy", "Always")));
    }
    return List.copyOf(out);
  }

  private static Slot slot(
      Observed facts, @Nullable Sandbox sandbox, Obj spec, Role role, String restartPolicy) {
    String name = spec.str("name");
    Starting starting = facts.work().starting();
    boolean mine = starting != null && starting.name().equals(name);
    int before = mine && starting != null ? starting.attempt() : Integer.MAX_VALUE;
    List<Container> all =
        facts.containers().stream()
            .filter(c -> c.name().equals(name))
            .filter(c -> c.attempt() < before)
            .sorted(NEWEST_FIRST)
            .toList();
    Container newest = all.isEmpty() ? null : all.getFirst();
    Obj shown =
        facts.pod().obj("status").arr(role.statusList()).objects().stream()
            .filter(s -> s.str("name").equals(name))
            .findFirst()
            .orElse(Obj.EMPTY);
    return new Slot(
        spec,
        role,
        newest,
        all.size() < 2 ? null : all.get(1),
        newest != null && sandbox != null && newest.sandboxId().equals(sandbox.id()),
        shown,
        mine,
        facts.failures().get(name),
        newest == null ? null : facts.health().get(newest.id()),
        restartPolicy);
  }

  static final Comparator<Container> NEWEST_FIRST =
      Comparator.comparingInt(Container::attempt).thenComparing(Container::created).reversed();

  List<Slot> all() {
    List<Slot> out = new ArrayList<>(init);
    out.addAll(main);
    out.addAll(ephemeral);
    return out;
  }

  /// Whether one of the main containers has been made in the newest sandbox: init containers are over.
  boolean isPastInit() {
    return main.stream().anyMatch(Slot::inSandbox) || main.stream().anyMatch(Slot::starting);
  }

  /// Init containers that have not done yet what the next one waits for.
  List<Slot> uninitialized() {
    return init.stream().filter(s -> !isDone(s)).toList();
  }

  private boolean isDone(Slot slot) {
    if (slot.role() == Role.SIDECAR) {
      return slot.inSandbox() && slot.isStarted() || isPastInit();
    }
    return isPastInit() || slot.inSandbox() && slot.hasSucceeded();
  }

  boolean anyRunning() {
    return all().stream().anyMatch(Slot::isRunning);
  }
}
