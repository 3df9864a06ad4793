package io.binnacle.bench.doctor;

import io.binnacle.attach.ClusterAccess;
import io.binnacle.attach.RemoteApi;
import io.binnacle.bench.api.Instance;
import io.binnacle.bench.report.Conditions;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.gather.ClusterReader;
import io.binnacle.doctor.gather.Scope;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// How long does the doctor take for ten thousand Services, and how soon does it say the first thing?
///
/// Two ways: the command as its user runs it, JVM and all, against an API in another process; and its parts in this process, warm
/// after the first round, which is left out.
public final class DoctorBench {
  private static final int API_PORT = 18_443;
  private static final double MILLI = 1e6;

  private final Instance instance;
  private final LargeCluster cluster;

  private Figures commandFirst = new Figures();
  private Figures commandWhole = new Figures();
  private Figures read = new Figures();
  private Figures examineFirst = new Figures();
  private Figures examineWhole = new Figures();
  private long broken = -1;

  private DoctorBench(Instance instance, LargeCluster cluster) {
    this.instance = instance;
    this.cluster = cluster;
  }

  /// Runs it and prints a table.
  public static void main(String[] args) throws Exception {
    int services = 10_000;
    int rounds = 5;
    boolean force = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--services" -> services = Integer.parseInt(args[++i]);
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--force" -> force = true;
        default ->
            throw new IllegalArgumentException(args[i] + ": want --services, --rounds, --force");
      }
    }
    Conditions.requireIdle(force);
    System.out.println(
        Conditions.describe(
            List.of("bench/doctor.sh", "--services", services + "", "--rounds", rounds + ""), ""));
    LargeCluster cluster = new LargeCluster(services);
    Path folder = Files.createTempDirectory("binnacle-bench-doctor");
    try (Instance instance = Instance.start(folder, API_PORT, cluster.nodes())) {
      cluster.fill(instance);
      Thread.sleep(20_000); // controllers and simulated kubelets come to rest
      DoctorBench bench = new DoctorBench(instance, cluster);
      bench.command(false); // pages of the program come from disk once
      bench.parts(false);
      for (int i = 0; i < rounds; i++) {
        bench.command(true);
        bench.parts(true);
      }
      bench.print();
    }
  }

  private void command(boolean count) throws IOException, InterruptedException {
    List<String> line =
        List.of("./binnacle", "doctor", "-A", "--kubeconfig", instance.kubeconfig().toString());
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long first = 0;
    try (BufferedReader out = process.inputReader()) {
      for (String said = out.readLine(); said != null; said = out.readLine()) {
        first = first == 0 ? System.nanoTime() - begun : first;
      }
    }
    int status = process.waitFor();
    long whole = System.nanoTime() - begun;
    if (status != 1) {
      throw new IOException(line + " ended with " + status + ", want 1: something is broken");
    }
    if (count) {
      commandFirst = commandFirst.and(first);
      commandWhole = commandWhole.and(whole);
    }
  }

  private void parts(boolean count) throws IOException {
    RemoteApi.Options how = RemoteApi.Options.reading("bench");
    try (RemoteApi api =
        new RemoteApi(
            ClusterAccess.kubeconfig(instance.kubeconfig(), ""),
            how,
            () -> ThreadLocalRandom.current().nextLong())) {
      long begun = System.nanoTime();
      Evidence seen =
          new ClusterReader(api, ClusterReader.Progress.NONE)
              .read(Scope.EVERYWHERE, Facts.UNKNOWN, Instant.now());
      long reading = System.nanoTime() - begun;
      begun = System.nanoTime();
      Doctor doctor = new Doctor(Checks.ALL);
      List<Result> ofCluster = doctor.cluster(seen);
      long first = 0;
      List<ObjectKey> found = new ArrayList<>();
      for (Obj service : seen.all(ResourceName.SERVICES)) {
        Diagnosis diagnosis = doctor.examine(ObjectKey.of(service), seen, ofCluster);
        if (diagnosis.isBroken()) {
          first = first == 0 ? System.nanoTime() - begun : first;
          found.add(diagnosis.subject().key());
        }
      }
      long examining = System.nanoTime() - begun;
      broken = found.size();
      if (broken != cluster.broken()) {
        throw new IOException(
            "found " + broken + " broken Services, want " + cluster.broken() + ": " + found);
      }
      if (count) {
        read = read.and(reading);
        examineFirst = examineFirst.and(first);
        examineWhole = examineWhole.and(examining);
      }
    }
  }

  private void print() {
    TextTable table =
        new TextTable().row(List.of("milliseconds", "median (least..most)", "wanted"));
    table.row(List.of("binnacle doctor -A, first finding", commandFirst.describe(MILLI), "300"));
    table.row(List.of("binnacle doctor -A, whole", commandWhole.describe(MILLI), "2000"));
    table.row(List.of("warm: reading the cluster over HTTPS", read.describe(MILLI), "-"));
    table.row(List.of("warm: examining, first finding", examineFirst.describe(MILLI), "300"));
    table.row(List.of("warm: examining, all Services", examineWhole.describe(MILLI), "2000"));
    System.out.printf(
        Locale.ROOT,
        "%d Services, %d broken, %d found%n%s%n",
        cluster.services(),
        cluster.broken(),
        broken,
        table);
  }
}
