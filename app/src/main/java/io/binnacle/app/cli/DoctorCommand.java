package io.binnacle.app.cli;

import io.binnacle.app.doctor.ClusterDoor;
import io.binnacle.app.doctor.DoctorRun;
import io.binnacle.app.doctor.Looking;
import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.gather.Scope;
import io.binnacle.doctor.gather.Wanted;
import io.binnacle.doctor.manual.Manual;
import io.binnacle.doctor.report.Report;
import io.binnacle.doctor.report.Style;
import io.binnacle.doctor.report.TextReport;
import io.binnacle.model.error.ApiException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
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
  private static final int COULD_NOT_LOOK = 2;

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
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Leads to the cluster (default: that of the instance in --data-dir if one runs, else what kubectl uses).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Which context of it (default: the current one).")
  private String context = "";

  @Option(
      names = "--cluster-domain",
      paramLabel = "DOMAIN",
      description = "The DNS domain of the cluster (default: cluster.local).")
  private @Nullable String domain;

  @Option(
      names = "--about",
      paramLabel = "CHECK",
      description = "Show what the manual says of a check, and do nothing else.")
  private @Nullable String about;

  @Option(names = "--list-checks", description = "List all checks, and do nothing else.")
  private boolean listChecks;

  @Option(names = "--as-kubectl", hidden = true, description = "Called as a plugin of kubectl.")
  private boolean asKubectl;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    try {
      return run();
    } catch (DoctorRun.Missing e) {
      System.err.println("binnacle: " + e.getMessage());
      return BROKEN;
    } catch (CommandFailure | ApiException e) {
      System.err.println("binnacle: " + e.getMessage());
      return COULD_NOT_LOOK;
    } catch (IOException e) {
      System.err.println("binnacle: " + CommandFailure.of(e).getMessage());
      return COULD_NOT_LOOK;
    }
  }

  private int run() throws IOException {
    if (listChecks) {
      return list(System.out);
    }
    if (about != null) {
      return about(about, System.out);
    }
    Wanted wanted = subject == null ? null : wanted(subject);
    if (everywhere && namespace != null) {
      throw new CommandFailure("-A and -n " + namespace + " contradict each other");
    }
    if (everywhere && wanted != null) {
      throw new CommandFailure("-A does not go with " + subject + ": say its namespace with -n");
    }
    Map<String, String> environment = System.getenv();
    ClusterDoor door =
        ClusterDoor.choose(
            new ClusterDoor.Choice(kubeconfig, context, dataDir.path(), asKubectl, domain),
            environment);
    Scope scope = scope(door.access().namespace());
    Evidence seen = Looking.at(door, scope, isTerminal() ? System.err : null);
    PrintStream out = System.out;
    return new DoctorRun(seen, scope, report(out, wanted != null)).run(wanted);
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

  private Report report(PrintStream out, boolean whole) {
    return switch (output) {
      case "text" -> new TextReport(out::println, style(out), whole);
      default -> throw new CommandFailure("-o " + output + ": want text, json, junit or sarif");
    };
  }

  private Style style(PrintStream out) {
    boolean colours = isTerminal() && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return new Style(
        out.charset().equals(StandardCharsets.UTF_8),
        colours,
        asKubectl ? "kubectl doctor" : "binnacle doctor");
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private static int list(PrintStream out) {
    int widest = Checks.ALL.stream().mapToInt(c -> c.id().length()).max().orElse(0);
    for (Check check : Checks.ALL) {
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
