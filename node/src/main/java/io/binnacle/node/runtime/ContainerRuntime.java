package io.binnacle.node.runtime;

import io.binnacle.client.node.NodeAgent.Streams;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs Pod sandboxes and containers. Blocking; safe for use by many threads; every method may throw [RuntimeFailure].
///
/// Identifiers are the runtime's own, unique for ever. Stop and remove may be repeated and succeed if there is nothing left.
public interface ContainerRuntime extends AutoCloseable {
  /// Who answers, and whether it could run a Pod now.
  RuntimeInfo info();

  /// Makes and starts a sandbox: namespaces, network, resolv.conf.
  ///
  /// @return its id; its addresses are in [#sandbox]
  String runSandbox(SandboxSpec spec);

  /// Ends what runs in a sandbox and gives back its network.
  void stopSandbox(String sandboxId);

  /// Removes a sandbox and all its containers, by force.
  void removeSandbox(String sandboxId);

  /// All sandboxes, also of Pods the API has forgotten.
  List<Sandbox> sandboxes();

  /// A sandbox with its addresses. NOT_FOUND if it is gone.
  Sandbox sandbox(String sandboxId);

  /// Makes a container; its image must be present.
  String createContainer(String sandboxId, ContainerSpec spec);

  /// Starts a container that has been made. The message of a failure is fit for the container's status.
  void startContainer(String containerId);

  /// Sends the image's stop signal, waits for `grace`, then kills. Returns when the container has ended.
  void stopContainer(String containerId, Duration grace);

  /// Removes a container, by force; its log stays.
  void removeContainer(String containerId);

  /// All containers, running or not.
  List<Container> containers();

  /// One container, whole. NOT_FOUND if it is gone.
  Container container(String containerId);

  /// Runs a command in a container and collects what it says, at most 16 kB of each stream. TIMEOUT if it takes longer.
  ExecResult execSync(String containerId, List<String> command, Duration timeout);

  /// Opens a door to a command, see [io.binnacle.client.node.NodeAgent].
  URI exec(String containerId, List<String> command, Streams streams);

  /// Opens a door to a container's standard streams.
  URI attach(String containerId, Streams streams);

  /// Opens a door to a sandbox's ports.
  URI portForward(String sandboxId, List<Integer> ports);

  /// Has the runtime write on to a new log file at the container's log path, after the old one has been renamed.
  void reopenLog(String containerId);

  /// The image `reference` names, null if it is not here.
  @Nullable Image image(String reference);

  /// Fetches an image from its registry.
  ///
  /// @param credentials null for none
  Image pull(String reference, @Nullable Credentials credentials);

  /// All images here.
  List<Image> images();

  /// Removes an image.
  void removeImage(String reference);

  /// Tells `listener` the sandbox id whenever something of it may have changed, soon after; hints only, some may be missing
  /// or come twice. The empty string means that anything may have changed.
  ///
  /// @return ends it
  AutoCloseable onChange(Consumer<String> listener);

  @Override
  void close();

  /// Who the runtime is.
  ///
  /// @param name `containerd`
  /// @param problem why it cannot run Pods now, null if it can
  record RuntimeInfo(String name, String version, @Nullable String problem) {}

  /// What [#execSync] brought.
  record ExecResult(int exitCode, String stdout, String stderr) {}

  /// How to log in to a registry.
  record Credentials(String username, String password) {
    @Override
    public String toString() {
      return "credentials of " + username;
    }
  }

  /// An image that is here.
  ///
  /// @param id what it is: `sha256:…`
  /// @param names its tags, then its digests: `docker.io/library/busybox:1.36`
  /// @param uid the user the image names by number, null if none or by name
  /// @param user the user the image names by name, empty if none or by number
  record Image(String id, List<String> names, long bytes, @Nullable Long uid, String user) {
    public Image {
      names = List.copyOf(names);
    }
  }
}
