package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.peer.StillApi;
import io.binnacle.doctor.corpus.peer.Tool;
import io.binnacle.doctor.corpus.peer.Tool.Answer;
import io.binnacle.doctor.corpus.peer.Tool.Said;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Shows settled worlds to both tools, one after another, and keeps what they say of each world that works.
final class Rounds {
  private static final Pattern CODE = Pattern.compile("\\[POP-(\\d+)]");

  private final StillApi api;
  private final Map<Tool, Path> programs;
  private final Path home;
  private final Path kubeconfig;
  private final Map<String, Map<Tool, Set<String>>> usual = new HashMap<>();
  private final Map<Tool, List<String>> failures = new EnumMap<>(Tool.class);

  /// @param home a directory the tools may fill
  Rounds(StillApi api, Map<Tool, Path> programs, Path home) throws IOException {
    this.api = api;
    this.programs = programs;
    this.home = home;
    kubeconfig = Files.writeString(home.resolve("kubeconfig"), api.kubeconfig());
  }

  /// What both say of one world; they look at it at the same time.
  Map<Tool, Answer> show(Settled settled, String name) throws IOException, InterruptedException {
    api.show(settled);
    Map<Tool, Process> running = new EnumMap<>(Tool.class);
    for (Map.Entry<Tool, Path> each : programs.entrySet()) {
      running.put(each.getKey(), each.getKey().start(each.getValue(), home, kubeconfig));
    }
    Map<Tool, Answer> out = new EnumMap<>(Tool.class);
    for (Map.Entry<Tool, Process> each : running.entrySet()) {
      Answer answer = each.getKey().end(each.getValue(), home);
      out.put(each.getKey(), answer);
      if (!answer.failure().isEmpty()) {
        failures
            .computeIfAbsent(each.getKey(), _ -> new ArrayList<>())
            .add(name + ": " + answer.failure());
      }
    }
    return out;
  }

  /// Remembers what is said of a world that works.
  void remember(String world, Settled settled, Map<Tool, Answer> answers) {
    Map<Tool, Set<String>> said = new EnumMap<>(Tool.class);
    answers.forEach((tool, answer) -> {
      Set<String> keys = new HashSet<>();
      answer.said().forEach(s -> keys.add(about(settled, s)));
      said.put(tool, keys);
    });
    usual.put(world, said);
  }

  /// Whether the tool does not say the same of the world before the fault.
  boolean isNew(Tool tool, Case broken, Said said) {
    return !usual
        .getOrDefault(broken.site().world().name, Map.of())
        .getOrDefault(tool, Set.of())
        .contains(about(broken.settled(), said));
  }

  /// Runs without a report, or with an analyzer missing from it.
  List<String> failures(Tool tool) {
    return failures.getOrDefault(tool, List.of());
  }

  /// Which report of which object, Pods and ReplicaSets by who made them: their names change with a template.
  private static String about(Settled settled, Said said) {
    return said.object().kind() + " of " + workload(settled, said.object()) + " " + code(said);
  }

  /// popeye's number of what it says, as `1109`; nothing for k8sgpt, which has none.
  static String code(Said said) {
    Matcher matcher = CODE.matcher(said.text());
    return matcher.find() ? matcher.group(1) : "";
  }

  /// Who made a Pod or a ReplicaSet; other objects themselves.
  static ObjectRef workload(Settled settled, ObjectRef object) {
    Obj found = settled.find(object.resource(), object.key());
    if (found != null && object.resource().equals(ResourceName.PODS)) {
      String[] maker = settled.makerOf(PodView.of(found)).split("/");
      return maker.length == 3
          ? World.ref(version(maker[1]), maker[1], maker[0], maker[2])
          : object;
    }
    Obj owner = found == null ? null : Meta.controllerOf(found);
    return owner != null && object.resource().equals(ResourceName.REPLICA_SETS)
        ? World.ref(
            owner.str("apiVersion"), owner.str("kind"), object.namespace(), owner.str("name"))
        : object;
  }

  private static String version(String kind) {
    return switch (kind) {
      case "Pod" -> "v1";
      case "Job" -> "batch/v1";
      default -> "apps/v1";
    };
  }
}
