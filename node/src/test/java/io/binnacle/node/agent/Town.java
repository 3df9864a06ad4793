package io.binnacle.node.agent;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.client.run.fake.BlockingSimulation;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.dns.ClusterDns;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.fake.FakeRuntime;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/// An API in memory and one node on a fake runtime, under a clock and an order of things that follow a seed.
final class Town implements AutoCloseable {
  final SimulatedScheduler time;
  final BlockingSimulation simulation;
  final KubeApi api;
  final Judging judging;
  final FakeRuntime runtime;
  final FakeVolumes volumes;
  final FakeProbes probes = new FakeProbes();
  final Path folder;
  final Machine machine =
      new Machine(2, 4L << 30, 10L << 30, "amd64", "6.18", "Debian", "m", "u", "b");
  NodeRunner agent;

  Town(long seed, Path folder) {
    this.folder = folder;
    time = new SimulatedScheduler(seed);
    simulation = new BlockingSimulation(time);
    Registry registry =
        new Registry(
            new MemoryStore(Retention.DEFAULT, time.clock()),
            Schema.builtIn(),
            RegistryConfig.usual(time.clock(), new Random(seed)));
    api = new InProcessApi(registry, "test");
    judging = new Judging(api);
    for (String namespace : List.of("default", "kube-node-lease")) {
      api.create(
          ResourceName.NAMESPACES,
          "",
          object("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'" + namespace + "'}}"));
    }
    runtime = new FakeRuntime(simulation, simulation::pause).addImage("app");
    volumes = new FakeVolumes(folder.resolve("volumes"));
    agent = newAgent();
    agent.start();
    settle();
  }

  NodeRunner newAgent() {
    return new NodeRunner(
        new NodeRunner.Parts(
            judging,
            simulation,
            runtime,
            volumes,
            probes::hook,
            probes::listen,
            new NodeConfig(
                "node-1",
                List.of("192.0.2.1"),
                List.of(Cidr.of("10.244.0.0/24")),
                "v1.33.0",
                110,
                Map.of(),
                folder.resolve("logs"),
                new ClusterDns(List.of("10.96.0.10"), "cluster.local"),
                0),
            machine,
            pod -> "binnacle".equals(Meta.annotation(pod, "kubernetes.io/config.source")),
            new PrometheusRegistry()));
  }

  /// Ends the agent, cleanly, and starts another.
  void restart() {
    agent.close();
    settle();
    agent = newAgent();
    agent.start();
    settle();
  }

  static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  /// Creates a Pod on the node.
  ///
  /// @param spec the rest of its spec, JSON fields in single quotes: `'containers':[…]`
  Obj pod(String name, String spec) {
    return pod(name, spec, p -> p);
  }

  Obj pod(String name, String spec, UnaryOperator<Obj> change) {
    Obj pod =
        object(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'"
                + name
                + "','namespace':'default'},'spec':{'nodeName':'node-1',"
                + spec
                + "}}");
    Obj made = api.create(ResourceName.PODS, "default", change.apply(pod));
    settle();
    return made;
  }

  /// `'containers':[{one container c of image app running `program`}]`.
  static String one(String program) {
    return "'containers':[" + container("c", program) + "]";
  }

  static String container(String name, String program) {
    return "{'name':'"
        + name
        + "','image':'app','imagePullPolicy':'IfNotPresent'"
        + (program.isEmpty() ? "" : ",'command':['" + program + "']")
        + "}";
  }

  Obj get(String name) {
    return api.get(Target.of(ResourceName.PODS, "default", name));
  }

  boolean exists(String name) {
    return api.list(ResourceName.PODS, "default", ListOptions.ALL).items().stream()
        .anyMatch(p -> Meta.name(p).equals(name));
  }

  void delete(String name) {
    api.delete(Target.of(ResourceName.PODS, "default", name), DeleteOptions.DEFAULT);
    settle();
  }

  /// Lets everything happen that does not wait for time to pass by itself.
  void settle() {
    time.advance(Duration.ofMillis(200));
  }

  void pass(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  /// One line: phase, then for each container what `kubectl get pods` would make of it.
  String line(String name) {
    Obj status = get(name).obj("status");
    StringBuilder out = new StringBuilder(status.str("phase"));
    if (!status.str("reason").isEmpty()) {
      out.append('(').append(status.str("reason")).append(')');
    }
    if (get(name).obj("metadata").has("deletionTimestamp")) {
      out.append(" Terminating");
    }
    for (String list :
        List.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")) {
      for (Obj container : status.arr(list).objects()) {
        out.append(' ').append(container.str("name")).append('=').append(state(container));
      }
    }
    return out.toString();
  }

  private static String state(Obj container) {
    Obj state = container.obj("state");
    long restarts = container.integer("restartCount", -1);
    String text =
        state.has("running")
            ? container.bool("ready", false) ? "Ready" : "Running"
            : state.has("waiting")
                ? state.obj("waiting").str("reason")
                : state.obj("terminated").str("reason")
                    + ":"
                    + state.obj("terminated").integer("exitCode", -1);
    return text + (restarts > 0 ? "(" + restarts + ")" : "");
  }

  /// What Events about a Pod say, `reason: message`, oldest first.
  List<String> events(String pod) {
    return api.list(ResourceName.EVENTS, "default", ListOptions.ALL).items().stream()
        .filter(e -> e.obj("involvedObject").str("name").equals(pod))
        .sorted(Comparator.comparing(Meta::name))
        .map(e ->
            e.str("reason")
                + ": "
                + e.str("message")
                + (e.integer("count", 1) > 1 ? " x" + e.integer("count", 1) : ""))
        .toList();
  }

  List<Container> running() {
    return runtime.containersNow().stream().filter(c -> c.state() == State.RUNNING).toList();
  }

  @Override
  public void close() {
    agent.close();
  }
}
