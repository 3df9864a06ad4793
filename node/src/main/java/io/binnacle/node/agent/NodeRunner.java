package io.binnacle.node.agent;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.ContainerRuntime;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One real node: registers it, runs the Pods bound to it, answers for them.
///
/// Use: build it, [#start], and hand it to the API server as [NodeAgents]. [#close] stops the agent and leaves containers
/// running: the next agent on the same runtime finds them and goes on. [#purge], after [#close], ends and removes everything
/// this node's Pods have here.
public final class NodeRunner implements NodeAgents, AutoCloseable {
  private static final Logger LOG = System.getLogger(NodeRunner.class.getName());

  private final Parts parts;
  private final Tools tools;
  private final ObjectCache cache;
  private final Heartbeat heartbeat;
  private final PodWorkers workers;
  private final Relist relist;
  private final PodDoors doors;
  private @Nullable AutoCloseable hints;

  /// What an agent is made of. The parts stay the caller's: it closes runtime and scheduler after the agent.
  ///
  /// @param api with a node's rights
  /// @param runtime runs the containers; may be down at first
  /// @param hooks runs lifecycle hooks
  /// @param probes makes what probes containers, given who listens
  /// @param foreign Pods bound to this node that somebody else plays: this agent does not touch them
  /// @param metrics where the delays of Pod starts are counted
  public record Parts(
      KubeApi api,
      Scheduler scheduler,
      ContainerRuntime runtime,
      Volumes volumes,
      HookRunner hooks,
      ProbesFactory probes,
      NodeConfig config,
      Machine machine,
      Predicate<Obj> foreign,
      PrometheusRegistry metrics) {}

  /// Nothing happens before [#start].
  public NodeRunner(Parts parts) {
    this.parts = parts;
    this.cache = new ObjectCache(parts.api(), parts.scheduler());
    EventRecorder events =
        new EventRecorder(parts.api(), parts.scheduler(), "kubelet", parts.config().name());
    ProbeEars ears = new ProbeEars(events);
    this.tools =
        new Tools(
            parts.api(),
            parts.scheduler(),
            parts.runtime(),
            parts.runtime().info().name(),
            parts.volumes(),
            parts.probes().make(ears),
            parts.hooks(),
            parts.config(),
            parts.machine(),
            events,
            cache::snapshot,
            new StartDelays(parts.metrics()));
    this.heartbeat = new Heartbeat(tools);
    this.workers = new PodWorkers(tools);
    ears.tell(workers);
    this.relist = new Relist(tools, workers, workers::start);
    this.doors = new PodDoors(tools, workers);
    follow();
  }

  private void follow() {
    String mine = parts.config().name();
    cache
        .follow(ResourceName.PODS, ListOptions.fields("spec.nodeName=" + mine))
        .follow(ResourceName.NODES, ListOptions.fields("metadata.name=" + mine))
        .follow(ResourceName.SERVICES)
        .follow(ResourceName.CONFIG_MAPS)
        .follow(ResourceName.SECRETS)
        .onChange(ResourceName.PODS, this::podChanged)
        .onChange(ResourceName.CONFIG_MAPS, this::configChanged)
        .onChange(ResourceName.SECRETS, this::configChanged);
  }

  /// Registers the node, and takes its Pods in hand once API and runtime have been listed.
  public void start() {
    hints = parts.runtime().onChange(this::hint);
    heartbeat.start();
    doors.start();
    cache.onSynced(() -> parts.scheduler().execute(relist::start));
    cache.start();
  }

  @Override
  public @Nullable NodeAgent of(String nodeName) {
    return nodeName.equals(parts.config().name()) ? doors : null;
  }

  /// Stops looking after Pods; their containers go on. What is under way comes to its own end.
  @Override
  public void close() {
    relist.close();
    workers.close();
    heartbeat.close();
    doors.close();
    tools.probing().close();
    cache.close();
    AutoCloseable open = hints;
    if (open != null) {
      try {
        open.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "the runtime's hints cannot be ended", e);
      }
    }
  }

  /// Ends and removes every sandbox, container, volume and log on this node, without grace. Call it after [#close].
  ///
  /// @return what could not be removed, one text each; empty when nothing is left
  public List<String> purge() {
    return new Purge(tools).run();
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    if (before != null && (after == null || !Meta.uid(before).equals(Meta.uid(after)))) {
      workers.gone(Meta.uid(before));
    }
    if (after != null && !parts.foreign().test(after)) {
      workers.seen(after);
    }
  }

  /// A ConfigMap or Secret came, changed or went: Pods that name it may be waiting for it.
  private void configChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj object = after == null ? before : after;
    if (object == null) {
      return;
    }
    String quoted = "\"" + Meta.name(object) + "\"";
    for (PodRecord record : workers.all()) {
      Obj pod = record.pod();
      if (Meta.namespace(pod).equals(Meta.namespace(object))
          && pod.obj("spec").toString().contains(quoted)) {
        record.surroundingsChanged(tools.now());
        workers.look(record);
      }
    }
  }

  private void hint(String sandboxId) {
    Set<PodRecord> meant = new HashSet<>();
    for (PodRecord record : workers.all()) {
      if (sandboxId.isEmpty() || record.sandbox(sandboxId) != null) {
        meant.add(record);
      }
    }
    meant.forEach(workers::lookAnew);
    if (sandboxId.isEmpty()) {
      heartbeat.look();
    }
  }
}
