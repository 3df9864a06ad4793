package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.PeerTable.Line;
import io.binnacle.doctor.corpus.baseline.ServiceAnalyzer;
import io.binnacle.doctor.corpus.baseline.ServiceLinter;
import io.binnacle.doctor.corpus.peer.StillApi;
import io.binnacle.doctor.corpus.peer.Tool;
import io.binnacle.doctor.corpus.peer.Tool.Answer;
import io.binnacle.doctor.corpus.peer.Tool.Said;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The corpus before popeye and k8sgpt themselves, beside ours and beside their rules told anew. `bench/doctor-peers.sh` runs it:
/// `POPEYE K8SGPT HOME SAMPLE LOOK-ALIKES`, two programs, a directory to be thrown away, how many cases of each class, and whether to show
/// those worlds, too, that only look broken.
public final class PeersBench {
  private final Rounds rounds;
  private final PeerTable table = new PeerTable();

  private PeersBench(Rounds rounds) {
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<Tool, Path> programs = new EnumMap<>(Tool.class);
    programs.put(Tool.POPEYE, Path.of(arguments[0]).toAbsolutePath());
    programs.put(Tool.K8SGPT, Path.of(arguments[1]).toAbsolutePath());
    Path home = Files.createDirectories(Path.of(arguments[2])).toAbsolutePath();
    int sample = Integer.parseInt(arguments[3]);
    try (StillApi api = new StillApi()) {
      Rounds rounds = new Rounds(api, programs, home);
      PeersBench bench = new PeersBench(rounds);
      bench.healthy(Boolean.parseBoolean(arguments[4]));
      for (Map.Entry<String, List<Case>> each : Corpus.single().entrySet()) {
        bench.broken(each.getKey(), sampled(each.getValue(), sample));
      }
      System.out.print(bench.table.text(sample, rounds));
    }
  }

  /// Some of a class, from all over it.
  private static List<Case> sampled(List<Case> cases, int sample) {
    List<Case> out = new ArrayList<>();
    int count = Math.min(sample, cases.size());
    for (int i = 0; i < count; i++) {
      out.add(cases.get(i * cases.size() / count));
    }
    return out;
  }

  private void healthy(boolean lookAlikes) throws IOException, InterruptedException {
    for (Healthy.Control control : Healthy.all()) {
      boolean asItIs = control.name().startsWith("as it is: ");
      if (!asItIs && !lookAlikes) {
        continue;
      }
      Settled settled = new Settler(control.world()).settle();
      Map<Tool, Answer> answers = rounds.show(settled, control.name());
      if (asItIs) {
        rounds.remember(control.world().name, settled, answers);
      }
      table.worlds++;
      table.subjects += Ward.subjects(settled) - 1;
      Ward.alarms(settled, control.rules())
          .forEach(said -> table.alarms.add(control.name() + ": " + said));
      for (Obj service : settled.all(ResourceName.SERVICES)) {
        compare(control.name(), settled, ObjectKey.of(service), answers);
        table.services++;
        table.linterAlarms += ServiceLinter.codes(settled, ObjectKey.of(service)).isEmpty() ? 0 : 1;
        table.analyzerAlarms +=
            ServiceAnalyzer.failures(settled, ObjectKey.of(service)).isEmpty() ? 0 : 1;
      }
      answers.forEach((tool, answer) -> {
        Set<ObjectRef> services = new HashSet<>();
        Set<ObjectRef> subjects = new HashSet<>();
        Set<String> reports = new HashSet<>();
        for (Said said : answer.said()) {
          ObjectRef subject = Rounds.workload(settled, said.object());
          if (subject.kind().equals("Service")) {
            services.add(subject);
            String what = tool == Tool.POPEYE ? said.text() : said.text().split(",")[0];
            if (reports.add(subject + what)) {
              table
                  .reports
                  .computeIfAbsent(tool, _ -> new TreeMap<>())
                  .merge(what.replaceAll(" #.*| [a-z]+:[a-z]*:\\d+.*", ""), 1, Integer::sum);
            }
          }
          if (PeerTable.SUBJECTS.contains(subject.kind())) {
            subjects.add(subject);
          }
        }
        table.serviceAlarms.merge(tool, services.size(), Integer::sum);
        table.subjectAlarms.merge(tool, subjects.size(), Integer::sum);
      });
      progress(control.name());
    }
  }

  private void broken(String id, List<Case> cases) throws IOException, InterruptedException {
    Line line = new Line(id);
    for (Case broken : cases) {
      Settled settled = broken.settled();
      ObjectKey service = broken.site().service();
      Map<Tool, Answer> answers = rounds.show(settled, broken.toString());
      compare(broken.toString(), settled, service, answers);
      Ward.Mark mark = Ward.mark(broken);
      line.cases++;
      line.count("right", mark.first());
      line.count("named", !mark.said().isEmpty());
      line.count("linter", !ServiceLinter.codes(settled, service).isEmpty());
      line.count("analyzer", !ServiceAnalyzer.failures(settled, service).isEmpty());
      answers.forEach((tool, answer) -> {
        List<Said> about = answer.said().stream().filter(said -> isMeant(broken, said)).toList();
        line.count(
            tool + " service",
            answer.said().stream()
                .anyMatch(said -> said.object().equals(ObjectRef.service(service))));
        line.count(tool + " any", !about.isEmpty());
        line.count(
            tool + " new", about.stream().anyMatch(said -> rounds.isNew(tool, broken, said)));
      });
      progress(broken.toString());
    }
    table.lines.add(line);
  }

  /// Whether a report is about the Service, an object that is a true cause, or a Pod or ReplicaSet of such a workload.
  private static boolean isMeant(Case broken, Said said) {
    ObjectRef object = said.object();
    ObjectRef workload = Rounds.workload(broken.settled(), object);
    return object.kind().equals("Service") && Ward.services(broken).contains(object.key())
        || Ward.places(broken).stream()
            .anyMatch(place -> place.names(object) || place.names(workload));
  }

  /// Whether a rule told anew says what the tool says of one Service.
  private void compare(String name, Settled settled, ObjectKey service, Map<Tool, Answer> answers) {
    answers.forEach((tool, answer) -> {
      if (!answer.failure().isEmpty()) {
        return;
      }
      List<Said> said =
          answer.said().stream()
              .filter(s -> s.object().equals(ObjectRef.service(service)))
              .toList();
      String real;
      String told;
      if (tool == Tool.POPEYE) {
        Set<String> codes = new TreeSet<>();
        said.forEach(s -> codes.add(Rounds.code(s)));
        Set<String> ours = new TreeSet<>();
        ServiceLinter.codes(settled, service).forEach(code -> ours.add(String.valueOf(code)));
        real = codes.toString();
        told = ours.toString();
      } else {
        real = said.size() + " reports";
        told = ServiceAnalyzer.failures(settled, service).size() + " reports";
      }
      table.compared.merge(tool, 1, Integer::sum);
      if (!real.equals(told)) {
        table
            .differences
            .computeIfAbsent(tool, _ -> new ArrayList<>())
            .add(
                name
                    + ", "
                    + service
                    + ": "
                    + real
                    + ", told anew "
                    + told
                    + (said.isEmpty() ? "" : "; " + said.getFirst().text()));
      }
    });
  }

  private static void progress(String name) {
    if (Boolean.getBoolean("peers.progress")) {
      System.err.println(name);
    }
  }
}
