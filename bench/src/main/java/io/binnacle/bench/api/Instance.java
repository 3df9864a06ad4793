package io.binnacle.bench.api;

import io.binnacle.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/// A `binnacle up` that keeps everything in memory, and its administrator.
///
/// @param data its data folder
/// @param apiPort on 127.0.0.1; the port after it is its DNS's
public record Instance(ServerProcess process, ApiCalls api, Path data, int apiPort)
    implements AutoCloseable {
  /// Starts one and waits until it is ready.
  ///
  /// @param folder for its state
  /// @param apiPort free, as is the one after it
  /// @param nodes how many simulated ones
  public static Instance start(Path folder, int apiPort, int nodes)
      throws IOException, InterruptedException {
    Path data = folder.resolve("api-" + apiPort);
    List<String> command =
        new ArrayList<>(List.of("./binnacle", "up", "--data-dir", data.toString()));
    command.addAll(List.of("--runtime", "simulated", "--nodes", Integer.toString(nodes)));
    command.addAll(List.of("--storage", "memory", "--proxy", "none", "--dns-upstream", "none"));
    command.addAll(List.of("--api-port", Integer.toString(apiPort)));
    command.addAll(List.of("--dns-listen", "127.0.0.1:" + (apiPort + 1)));
    ServerProcess process =
        ServerProcess.start(
            folder.resolve("api-" + apiPort + ".log"), "", List.of(), List.copyOf(command));
    try {
      while (!process.says().contains("binnacle is ready")) {
        if (!process.isAlive()) {
          throw new IOException("the API did not start: " + process.says());
        }
        Thread.sleep(20);
      }
      ApiCalls api = ApiCalls.open("https://127.0.0.1:" + apiPort, data);
      return new Instance(process, api, data, apiPort);
    } catch (GeneralSecurityException e) {
      process.close();
      throw new IOException("the administrator's key", e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /// Leads to it as administrator.
  public Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  @Override
  public void close() {
    api.close();
    process.close();
  }
}
