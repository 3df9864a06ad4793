package io.binnacle.app.cli;

import io.binnacle.app.doctor.ClusterDoor;
import io.binnacle.app.doctor.DoctorRun;
import io.binnacle.app.doctor.Looking;
import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.gather.FileReader;
import io.binnacle.doctor.gather.Offline;
import io.binnacle.doctor.gather.Scope;
import io.binnacle.doctor.gather.Source;
import io.binnacle.doctor.gather.SourceException;
import io.binnacle.doctor.gather.Wanted;
import io.binnacle.doctor.manual.Manual;
import io.binnacle.doctor.report.JUnitReport;
import io.binnacle.doctor.report.JsonReport;
import io.binnacle.doctor.report.Mending;
import io.binnacle.doctor.report.Report;
import io.binnacle.doctor.report.SarifReport;
import io.binnacle.doctor.report.Style;
import io.binnacle.doctor.report.TextReport;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `binnacle doctor`: why a Service does not answer. Exit status 0 if all is well, 1 if something is broken, 2 if that could not be
/// found out.
@Command(
    name = "doctor",
    description = "Says why Services do not answer, with the proof and the command that mends it.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int BROKEN = 1;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "svc/NAME",
      description =
          "One Service, or the workload KIND/NAME with the Services that lead to it (default: all of the namespace).")
  private @Nullable String subject;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "The namespace (default: that of the kubeconfig, else default).")
  private @Nullable String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "All namespaces.")
  private boolean everywhere;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text, json, junit or sarif (default: text).")
  private String output = "text";

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR|-",
      description =
          "Look at objects in files instead: manifests before they are applied, or what kubectl get -o yaml wrote.")
  private @Nullable List<String> files;

  @Option(
      names = "--fix",
      description =
          "With --dry-run: show which commands mend what was found, and where that leads.")
  private boolean fix;

  @Option(names = "--dry-run", description = "Change nothing.")
  private boolean dryRun;

  @Option(
      names = "--about",
      paramLabel = "CHECK",
      description = "Show what the manual says of a check, and do nothing else.")
  private @Nullable String about;

  @Option(names = "--list-checks", description = "List all checks, and do nothing else.")
  private boolean listChecks;

  @Option(names = "--as-kubectl", hidden = true, description = "Called as a plugin of kubectl.")
  private boolean asKubectl;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Mixin private LiveOptions live = new LiveOptions();

  @Override
  public Integer call() {
    try {
      return Looks.guarded(this::run);
    } catch (DoctorRun.Missing e) {
      Looks.complain(String.valueOf(e.getMessage()));
      return BROKEN;
    }
  }

  private int run() throws IOException {
    if (listChecks) {
      return list(System.out);
    }
    if (about != null) {
      return about(about, System.out);
    }
    if (!List.of("text", "json", "junit", "sarif").contains(output)) {
      throw new CommandFailure(unknownOutput());
    }
    Wanted wanted = subject == null ? null : wanted(subject);
    if (everywhere && namespace != null) {
      throw new CommandFailure("-A and -n " + namespace + " contradict each other");
    }
    if (everywhere && wanted != null) {
      throw new CommandFailure("-A does not go with " + subject + ": say its namespace with -n");
    }
    if (fix && !dryRun) {
      throw new CommandFailure(
          "--fix changes nothing by itself; with --dry-run it shows the commands that do, for you to run");
    }
    if (fix && !output.equals("text")) {
      throw new CommandFailure(
          "--fix does not go with -o " + output + ": there every finding has its changes anyway");
    }
    Looked looked = files != null ? files(files) : cluster();
    Evidence seen = looked.seen();
    PrintStream out = System.out;
    Consumer<String> lines = out::println;
    Report report = report(lines, looked, wanted != null);
    if (!fix) {
      return new DoctorRun(seen, looked.scope(), report).run(wanted);
    }
    Mending mending = new Mending(report, lines, style());
    int status = new DoctorRun(seen, looked.scope(), mending).run(wanted);
    Evidence then = mending.tell();
    if (then != null) {
      lines.accept("");
      lines.accept("Then:");
      new DoctorRun(then, looked.scope(), new TextReport(lines, style(), true))
          .again(mending.broken());
    }
    return status;
  }

  /// What was looked at.
  ///
  /// @param files where objects came from, if from files
  private record Looked(
      Evidence seen, Scope scope, Function<ObjectRef, SarifReport.@Nullable Place> files) {}

  private Looked cluster() throws IOException {
    ClusterDoor door = cluster.door(asKubectl);
    Scope scope = scope(door.access().namespace());
    Evidence seen = Looking.at(door, scope, Terminal.isThere() ? System.err : null);
    boolean ofInstance = door.instance() != null;
    return new Looked(
        live.add(seen, services(seen, scope), cluster.dataDir(), ofInstance), scope, _ -> null);
  }

  /// Whose addresses may be dialled: the one that was named, or all that are looked at.
  private List<ServiceView> services(Evidence seen, Scope scope) {
    Wanted wanted = subject == null ? null : Wanted.parse(subject);
    boolean one = wanted != null && wanted.resource().equals(ResourceName.SERVICES);
    return seen.glimpse(ResourceName.SERVICES).stream()
        .map(ServiceView::of)
        .filter(service -> scope.covers(service.namespace()))
        .filter(service -> !one || wanted != null && service.name().equals(wanted.name()))
        .toList();
  }

  private Looked files(List<String> places) throws IOException {
    if (cluster.areNamed()) {
      throw new CommandFailure(
          "-f does not go with --kubeconfig or --context: no cluster is asked");
    }
    if (live.isAsked()) {
      throw new CommandFailure("-f does not go with --probe or --rules: there is nothing to ask");
    }
    Source source;
    try {
      source = FileReader.read(places, System.in);
    } catch (SourceException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(e.getFile() + ": no such file or folder", e);
    }
    String domain = cluster.domain();
    Evidence seen =
        Offline.of(
            source,
            domain == null ? Facts.UNKNOWN.domain() : domain,
            InstantSource.system().instant());
    Map<ObjectRef, SarifReport.Place> origins = new HashMap<>();
    for (Source.Found found : source.objects()) {
      String file = found.file();
      Obj object =
          Kinds.isNamespaced(found.resource()) && Meta.namespace(found.object()).isEmpty()
              ? found.object().change("metadata", m -> m.with("namespace", "default"))
              : found.object();
      origins.put(
          new ObjectRef(found.resource(), Kinds.kind(found.resource()), ObjectKey.of(object)),
          new SarifReport.Place(file, found.line()));
    }
    return new Looked(seen, scopeOf(source), origins::get);
  }

  /// All of the files, or the namespace that was asked for, or the only one that has what was asked for.
  private Scope scopeOf(Source source) {
    if (everywhere || subject == null && namespace == null) {
      return Scope.EVERYWHERE;
    }
    Set<String> namespaces = new TreeSet<>();
    if (namespace == null && subject != null) {
      Wanted wanted = wanted(subject);
      for (Source.Found found : source.objects()) {
        if (found.resource().equals(wanted.resource())
            && Meta.name(found.object()).equals(wanted.name())) {
          namespaces.add(Meta.namespace(found.object()));
        }
      }
    }
    return scope(namespaces.size() == 1 ? namespaces.iterator().next() : "");
  }

  private Wanted wanted(String word) {
    Wanted wanted = Wanted.parse(word);
    if (wanted == null) {
      throw new CommandFailure(
          word
              + ": want svc/NAME, or a workload such as deployment/NAME, statefulset/NAME or pod/NAME");
    }
    return wanted;
  }

  private Scope scope(String usual) {
    if (everywhere) {
      return Scope.EVERYWHERE;
    }
    return new Scope(namespace != null ? namespace : usual.isEmpty() ? "default" : usual);
  }

  private Report report(Consumer<String> lines, Looked looked, boolean whole) {
    Evidence seen = looked.seen();
    return switch (output) {
      case "text" -> new TextReport(lines, style(), whole);
      case "json" -> new JsonReport(lines, seen.facts(), seen.now());
      case "junit" -> new JUnitReport(lines);
      case "sarif" -> new SarifReport(lines, Version.text(), looked.files());
      default -> throw new CommandFailure(unknownOutput());
    };
  }

  private String unknownOutput() {
    return "-o " + output + ": want text, json, junit or sarif";
  }

  private Style style() {
    boolean colours = Terminal.isThere() && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return new Style(
        System.out.charset().equals(StandardCharsets.UTF_8),
        colours,
        asKubectl ? "kubectl doctor" : "binnacle doctor");
  }

  private static int list(PrintStream out) {
    int widest = Checks.ALL.stream().mapToInt(c -> c.id().length()).max().orElse(0);
    Set<String> listed = new HashSet<>();
    for (Check check : Checks.ALL) {
      if (!listed.add(check.id())) {
        continue; // the same fault, seen from another kind of subject
      }
      String page = Manual.page(check.id());
      out.printf(
          "%-" + Math.max(1, widest) + "s  %-9s  %s%n",
          check.id(),
          check.step().title(),
          page == null ? "" : Manual.summary(page));
    }
    return 0;
  }

  private static int about(String check, PrintStream out) {
    String page = Manual.page(check);
    if (page == null) {
      throw new CommandFailure(
          "no check is called " + check + "; binnacle doctor --list-checks lists them");
    }
    out.print(page);
    return 0;
  }
}
