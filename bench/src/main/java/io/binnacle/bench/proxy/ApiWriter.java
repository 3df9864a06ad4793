package io.binnacle.bench.proxy;

import io.binnacle.app.AdminHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/// A child process beside an API, in the node's namespace: writes Services and their slices on command.
///
/// `fill SERVICES ENDPOINTS`; `add INDEX`, `change INDEX`, `change-back INDEX`, `remove INDEX`, each answered by when the last write was sent
/// and when it was acknowledged (`System.nanoTime`); `metric URL NAME`: a metric's value in millionths, 0 if there is none.
final class ApiWriter {
  private static final int AT_ONCE = 32;

  private final String api;
  private final HttpClient http;
  private Fleet fleet = new Fleet(1, 1);

  private ApiWriter(String api, HttpClient http) {
    this.api = api;
    this.http = http;
  }

  /// @param args the API's address and the data folder of the instance, for its administrator's key
  public static void main(String[] args) throws Exception {
    try (HttpClient http = AdminHttp.client(Path.of(args[1]))) {
      ApiWriter writer = new ApiWriter(args[0], http);
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
        call("POST", services(""), service(entry));
        yield call("POST", slices(""), slice(entry));
      }
      case "change" -> call("PUT", slices("/" + name(number)), slice(fleet.changed(number)));
      case "change-back" -> call("PUT", slices("/" + name(number)), slice(fleet.entry(number)));
      case "remove" -> {
        String times = call("DELETE", services("/" + name(number)), "");
        call("DELETE", slices("/" + name(number)), "");
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
    call(
        "POST",
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"bench\"}}");
    Semaphore room = new Semaphore(AT_ONCE);
    Queue<String> refused = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < fleet.services(); i++) {
      Fleet.Entry entry = fleet.entry(i);
      send(room, refused, request("POST", services(""), service(entry)));
      send(room, refused, request("POST", slices(""), slice(entry)));
    }
    room.acquire(AT_ONCE);
    if (!refused.isEmpty()) {
      throw new IOException(refused.size() + " writes failed, the first: " + refused.peek());
    }
    return System.nanoTime() - begun;
  }

  private void send(Semaphore room, Queue<String> refused, HttpRequest request)
      throws InterruptedException {
    room.acquire();
    var _ =
        http.sendAsync(request, BodyHandlers.ofString())
            .whenComplete((response, failure) -> {
              room.release();
              if (failure != null) {
                refused.add(String.valueOf(failure));
              } else if (response.statusCode() / 100 != 2) {
                refused.add(response.body());
              }
            });
  }

  private String call(String method, String path, String body)
      throws IOException, InterruptedException {
    long sent = System.nanoTime();
    HttpResponse<String> response = http.send(request(method, path, body), BodyHandlers.ofString());
    long answered = System.nanoTime();
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + response.body());
    }
    return sent + " " + answered;
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(api + path))
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body))
        .build();
  }

  private static String services(String rest) {
    return "/api/v1/namespaces/bench/services" + rest;
  }

  private static String slices(String rest) {
    return "/apis/discovery.k8s.io/v1/namespaces/bench/endpointslices" + rest;
  }

  /// A Service of the fleet as JSON.
  static String service(Fleet.Entry entry) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\""
        + entry.name()
        + "\",\"namespace\":\"bench\"},\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\""
        + entry.address()
        + "\",\"clusterIPs\":[\""
        + entry.address()
        + "\"],\"ports\":[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":"
        + Fleet.PORT
        + ",\"targetPort\":"
        + Fleet.TARGET_PORT
        + "}]}}";
  }

  /// Its one slice.
  static String slice(Fleet.Entry entry) {
    return "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"metadata\":{\"name\":\""
        + entry.name()
        + "\",\"labels\":{\"kubernetes.io/service-name\":\""
        + entry.name()
        + "\"},\"namespace\":\"bench\"},\"addressType\":\"IPv4\",\"ports\":[{\"name\":\"http\",\"port\":"
        + Fleet.TARGET_PORT
        + ",\"protocol\":\"TCP\"}],\"endpoints\":["
        + entry.targets().stream()
            .map(t -> "{\"addresses\":[\"" + t + "\"],\"conditions\":{\"ready\":true}}")
            .collect(Collectors.joining(","))
        + "]}";
  }

  /// The sum over all series of a metric, in millionths of its unit.
  private long metric(String url, String metric) throws IOException, InterruptedException {
    String text;
    try {
      text =
          http.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
              .join()
              .body();
    } catch (CompletionException e) {
      throw new IOException(url, e);
    }
    List<Double> values = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith(metric + " ") || line.startsWith(metric + "{")) {
        values.add(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
    return Math.round(values.stream().mapToDouble(Double::doubleValue).sum() * 1e6);
  }
}
