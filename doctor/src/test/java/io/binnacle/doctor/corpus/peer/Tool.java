package io.binnacle.doctor.corpus.peer;

import io.binnacle.doctor.corpus.peer.Catalogue.Row;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One of the tools, as a program: everything it has switched on by itself, asked for JSON, with a home of its own that is thrown away
/// and nothing of our environment.
public enum Tool {
  /// With all its linters.
  POPEYE {
    @Override
    List<String> arguments(Path home, Path kubeconfig) {
      return List.of(
          "--kubeconfig",
          kubeconfig.toString(),
          "-A",
          "-o",
          "json",
          "--force-exit-zero",
          "--logs",
          home.resolve("popeye.log").toString());
    }

    // Levels: 1 for information, 2 warning, 3 error.
    @Override
    List<Said> read(Obj report) {
      List<Said> out = new ArrayList<>();
      for (Obj section : report.obj("popeye").arr("sections").objects()) {
        String gvr = section.str("gvr");
        int slash = gvr.lastIndexOf('/');
        Row row =
            slash < 0 ? null : Catalogue.row(gvr.substring(0, slash), gvr.substring(slash + 1));
        if (row == null) {
          continue;
        }
        Obj issues = section.obj("issues");
        for (String about : issues.keys()) {
          for (Obj issue : issues.arr(about).objects()) {
            if (issue.integer("level", 0) >= 2) {
              out.add(
                  new Said(
                      new ObjectRef(row.name(), row.kind(), key(about)), issue.str("message")));
            }
          }
        }
      }
      return out;
    }
  },
  /// With the analyzers that are active by default, and no language model.
  K8SGPT {
    @Override
    List<String> arguments(Path home, Path kubeconfig) {
      return List.of(
          "analyze",
          "-o",
          "json",
          "--no-cache",
          "--kubeconfig",
          kubeconfig.toString(),
          "--config",
          home.resolve("k8sgpt.yaml").toString());
    }

    @Override
    List<Said> read(Obj report) {
      List<Said> out = new ArrayList<>();
      for (Obj result : report.arr("results").objects()) {
        Row row = Catalogue.ofKind(result.str("kind"));
        if (row == null) {
          continue;
        }
        for (Obj error : result.arr("error").objects()) {
          out.add(
              new Said(
                  new ObjectRef(row.name(), row.kind(), key(result.str("name"))),
                  error.str("Text")));
        }
      }
      return out;
    }
  };

  private static final int SECONDS = 60;

  /// One thing it reports at level warning or above.
  public record Said(ObjectRef object, String text) {}

  /// What a run gave.
  ///
  /// @param failure why there is no report; empty if there is one
  public record Answer(List<Said> said, String failure) {}

  abstract List<String> arguments(Path home, Path kubeconfig);

  abstract List<Said> read(Obj report);

  private static ObjectKey key(String about) {
    int slash = about.indexOf('/');
    return slash < 0
        ? new ObjectKey("", about)
        : new ObjectKey(about.substring(0, slash), about.substring(slash + 1));
  }

  private String file() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// Begins a run.
  ///
  /// @param home a directory it may fill
  public Process start(Path program, Path home, Path kubeconfig) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments(home, kubeconfig));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    for (String variable :
        List.of("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR")) {
      builder.environment().put(variable, home.toString());
    }
    builder.environment().putAll(Map.of("USER", "reader", "PATH", "/usr/bin:/bin"));
    return builder
        .directory(home.toFile())
        .redirectOutput(Redirect.to(home.resolve(file() + ".out").toFile()))
        .redirectError(Redirect.to(home.resolve(file() + ".err").toFile()))
        .start();
  }

  /// Waits for a run, and reads what it printed.
  public Answer end(Process run, Path home) throws IOException, InterruptedException {
    if (!run.waitFor(SECONDS, TimeUnit.SECONDS)) {
      run.destroyForcibly().waitFor();
      return new Answer(List.of(), "no end within " + SECONDS + " s");
    }
    String out = Files.readString(home.resolve(file() + ".out"), StandardCharsets.UTF_8);
    // k8sgpt prints notices before its report.
    int begin = out.startsWith("{") ? 0 : out.indexOf("\n{") + 1;
    try {
      if (Json.parse(out.substring(begin).getBytes(StandardCharsets.UTF_8)).value()
          instanceof Obj report) {
        String errors =
            report.get("errors") instanceof Arr list && !list.isEmpty() ? list.toString() : "";
        return new Answer(read(report), errors);
      }
    } catch (JsonException e) {
      // It ended some other way; what it said then follows.
    }
    String err = Files.readString(home.resolve(file() + ".err"), StandardCharsets.UTF_8);
    return new Answer(
        List.of(), "exit " + run.exitValue() + ": " + (out + err).lines().limit(3).toList());
  }
}
