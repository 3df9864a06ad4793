package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes the changes the doctor proposes, lets the cluster settle, and sends the requests again.
final class Clinic {
  private Clinic() {}

  /// @param right the findings that name a true cause
  static Ward.Treatment treat(Case broken, List<Ward.Said> right) {
    World world = broken.site().world().copy();
    Settled before = broken.settled();
    int made = 0;
    int without = 0;
    for (Ward.Said said : right) {
      List<Change> changes = said.broken().remedy().changes();
      without += changes.isEmpty() ? 1 : 0;
      for (Change change : changes) {
        make(change, world, before);
        made++;
      }
    }
    if (made == 0 || without > 0) {
      return Ward.Treatment.NONE;
    }
    Settled after = new Settler(world).settle();
    List<String> failures = new ArrayList<>();
    for (Injected injected : broken.injected()) {
      failures.addAll(injected.fails().apply(after));
    }
    return failures.isEmpty() ? Ward.Treatment.MENDED : Ward.Treatment.FAILED;
  }

  private static void make(Change change, World world, Settled before) {
    ObjectRef target = reference(change.target());
    boolean tampered = world.tampered.containsKey(target);
    Obj now = tampered ? world.tampered.get(target) : world.objects.get(target);
    switch (change) {
      case Change.Create create -> world.apply(create.object());
      case Change.Delete _ -> {
        world.objects.remove(target);
        world.tampered.remove(target); // who wrote it first writes it again
        world
            .fates
            .keySet()
            .removeIf(who -> target.kind().equals("Pod") && podOf(before, who, target));
      }
      case Change.Patch patch -> {
        settled(patch, world, before);
        if (now != null) {
          (tampered ? world.tampered : world.objects).put(target, patch.applyTo(now));
        } else {
          Obj derived = before.find(target.resource(), target.key());
          if (derived != null && !target.kind().equals("Pod")) {
            world.tampered.put(target, patch.applyTo(derived));
          }
        }
      }
      case Change.Scale scale -> {
        if (now != null) {
          world.objects.put(target, scale.applyTo(now));
        }
      }
    }
  }

  /// What a controller or a person's label undoes by itself.
  private static void settled(Change.Patch patch, World world, Settled before) {
    ObjectRef target = patch.target();
    if (target
        .kind()
        .equals("Service")) { // its controller looks at it again, and writes its slices
      world
          .tampered
          .entrySet()
          .removeIf(e ->
              e.getKey().kind().equals("EndpointSlice")
                  && e.getValue() != null
                  && SliceView.of(e.getValue()).serviceName().equals(target.name())
                  && SliceView.of(e.getValue()).managedBy().startsWith("endpointslice-controller"));
    } else if (target.kind().equals("Pod")) {
      world.podLabels.computeIfPresent(
          before.idOf(target.key()),
          (_, labels) -> {
            Obj left = labels;
            for (String key : labels.keys()) {
              left = labels.str(key).isEmpty() ? left.without(key) : left;
            }
            return left;
          });
    }
  }

  private static boolean podOf(Settled before, String who, ObjectRef pod) {
    return who.equals(before.idOf(pod.key()));
  }

  /// By the names the worlds use, whatever spelling of the kind a change has.
  private static ObjectRef reference(ObjectRef target) {
    String kind = target.kind();
    return kind.isEmpty()
            || !kind.substring(0, 1).equals(kind.substring(0, 1).toUpperCase(Locale.ROOT))
        ? new ObjectRef(
            target.resource(),
            io.binnacle.doctor.evidence.Kinds.kind(target.resource()),
            target.key())
        : target;
  }
}
