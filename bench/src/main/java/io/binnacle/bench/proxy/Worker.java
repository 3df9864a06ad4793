package io.binnacle.bench.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A child process in a node's namespace: brings Services into its kernel on command. One command a line, `ok NANOSECONDS` or `error …` back.
///
/// `load SERVICES ENDPOINTS`, `add INDEX`, `change INDEX`, `change-back INDEX`, `remove INDEX`, `clear`.
final class Worker {
  private final Contender contender;
  private Fleet fleet = new Fleet(1, 1);

  private Worker(Contender contender) {
    this.contender = contender;
  }

  /// @param args the name of a [Contenders]
  public static void main(String[] args) throws IOException {
    Worker worker = new Worker(Contenders.of(args[0]).open());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      try {
        System.out.println("ok " + worker.run(words));
      } catch (IOException | RuntimeException e) {
        System.out.println("error " + String.valueOf(e).replace('\n', ' '));
      }
    }
  }

  private long run(String... words) throws IOException {
    if (words[0].equals("clear")) {
      contender.clear();
      return 0;
    }
    int number = Integer.parseInt(words[1]);
    Contender.Step step =
        switch (words[0]) {
          case "load" -> {
            fleet = new Fleet(number, Integer.parseInt(words[2]));
            yield contender.load(fleet);
          }
          case "add" -> contender.add(fleet.entry(number));
          case "change" -> contender.change(fleet.entry(number), fleet.changed(number));
          case "change-back" -> contender.change(fleet.changed(number), fleet.entry(number));
          case "remove" -> contender.remove(fleet.entry(number));
          default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    long begun = System.nanoTime();
    step.run();
    long took = System.nanoTime() - begun;
    contender.settle();
    return took;
  }
}
