package io.binnacle.bench.proxy;

import io.binnacle.bench.api.ApiCalls;
import io.binnacle.bench.api.ApiCalls.Moments;
import io.binnacle.bench.api.ApiCalls.Write;
import io.binnacle.bench.api.Bodies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A child process beside an API, in the node's namespace: writes Services and their slices on command.
///
/// `fill SERVICES ENDPOINTS`; `add INDEX`, `change INDEX`, `change-back INDEX`, `remove INDEX`, each answered by when the last write was sent
/// and when it was acknowledged (`System.nanoTime`); `metric URL NAME`: a metric's value in millionths, 0 if there is none.
final class ApiWriter {
  private static final String NAMESPACE = "bench";
  private static final String SERVICES = Bodies.services(NAMESPACE);
  private static final String SLICES = Bodies.slices(NAMESPACE);

  private final ApiCalls api;
  private Fleet fleet = new Fleet(1, 1);

  private ApiWriter(ApiCalls api) {
    this.api = api;
  }

  /// @param args the API's address and the data folder of the instance, for its administrator's key
  public static void main(String[] args) throws Exception {
    try (ApiCalls api = ApiCalls.open(args[0], Path.of(args[1]))) {
      ApiWriter writer = new ApiWriter(api);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        try {
          System.out.println("ok " + writer.run(line.split(" ")));
        } catch (IOException | RuntimeException e) {
          System.out.println("error " + String.valueOf(e).replace('\n', ' '));
        }
      }
    }
  }

  private String run(String... words) throws IOException, InterruptedException {
    if (words[0].equals("metric")) {
      return Long.toString(metric(words[1], words[2]));
    }
    int number = Integer.parseInt(words[1]);
    return switch (words[0]) {
      case "fill" -> {
        fleet = new Fleet(number, Integer.parseInt(words[2]));
        yield Long.toString(fill());
      }
      case "add" -> {
        Fleet.Entry entry = fleet.entry(number);
        call("POST", SERVICES, service(entry));
        yield call("POST", SLICES, slice(entry));
      }
      case "change" -> call("PUT", SLICES + "/" + name(number), slice(fleet.changed(number)));
      case "change-back" -> call("PUT", SLICES + "/" + name(number), slice(fleet.entry(number)));
      case "remove" -> {
        String times = call("DELETE", SERVICES + "/" + name(number), "");
        call("DELETE", SLICES + "/" + name(number), "");
        yield times;
      }
      default -> throw new IllegalArgumentException("no such command: " + words[0]);
    };
  }

  private static String name(int index) {
    return "svc-" + index;
  }

  private long fill() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    api.call(Bodies.namespace(NAMESPACE));
    api.callAll(
        IntStream.range(0, fleet.services())
            .mapToObj(fleet::entry)
            .flatMap(entry ->
                Stream.of(
                    Write.create(SERVICES, service(entry)), Write.create(SLICES, slice(entry)))));
    return System.nanoTime() - begun;
  }

  private String call(String method, String path, String body)
      throws IOException, InterruptedException {
    Moments moments = api.call(new Write(method, path, body));
    return moments.sent() + " " + moments.answered();
  }

  /// A Service of the fleet as JSON.
  static String service(Fleet.Entry entry) {
    return Bodies.service(NAMESPACE, entry.name(), entry.address(), Fleet.PORT, Fleet.TARGET_PORT);
  }

  /// Its one slice.
  static String slice(Fleet.Entry entry) {
    return Bodies.slice(
        NAMESPACE, entry.name(), entry.name(), Fleet.TARGET_PORT, entry.targets(), List.of());
  }

  /// The sum over all series of a metric, in millionths of its unit.
  private long metric(String url, String metric) throws IOException, InterruptedException {
    List<Double> values = new ArrayList<>();
    for (String line : api.read(url).split("\n")) {
      if (line.startsWith(metric + " ") || line.startsWith(metric + "{")) {
        values.add(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
    return Math.round(values.stream().mapToDouble(Double::doubleValue).sum() * 1e6);
  }
}
