package io.binnacle.node.cri;

import com.google.protobuf.InvalidProtocolBufferException;
import io.binnacle.node.proto.events.AboutTask;
import io.binnacle.node.proto.events.Envelope;
import io.binnacle.node.proto.events.EventsGrpc;
import io.binnacle.node.proto.events.SubscribeRequest;
import io.binnacle.node.runtime.RuntimeFailure;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Tells of containers that started, ended or ran out of memory as containerd's event service does, by their sandbox.
///
/// An exit is told here a moment before CRI has written it down; whoever looked at once would see the container running and
/// never look again. So the word of an exit is passed on only when CRI shows it too.
final class RuntimeEvents implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RuntimeEvents.class.getName());

  private static final List<String> FILTERS =
      List.of("namespace==" + CriChannel.NAMESPACE + ",topic~=\"/tasks/(start|exit|oom)\"");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// By when a subscription surely counts.
  private static final Duration SETTLED = Duration.ofMillis(300);

  /// How often CRI is asked after an exit, and how long between: 1, 2, 4 … ms, a second in all.
  private static final int LOOKS = 10;

  private final CriChannel channel;
  private final Function<String, @Nullable String> find;
  private final Predicate<String> isOver;
  private final Map<String, String> sandboxOf = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// What to cancel; null while no subscription is open. Guarded by `lock`.
  private Context.@Nullable CancellableContext subscription;

  /// Whether the listening thread runs. Guarded by `lock`.
  private boolean started;

  /// @param find the sandbox of a container not heard of before; null if there is none
  /// @param isOver whether CRI says that a container or sandbox has ended
  RuntimeEvents(
      CriChannel channel, Function<String, @Nullable String> find, Predicate<String> isOver) {
    this.channel = channel;
    this.find = find;
    this.isOver = isOver;
  }

  void belongs(String containerId, String sandboxId) {
    sandboxOf.put(containerId, sandboxId);
  }

  @Nullable String sandboxOf(String containerId) {
    return sandboxOf.get(containerId);
  }

  void forgetSandbox(String sandboxId) {
    sandboxOf.values().removeIf(sandboxId::equals);
  }

  AutoCloseable add(Consumer<String> listener) {
    listeners.add(listener);
    synchronized (lock) {
      if (!started) {
        started = true;
        Thread.ofVirtual().name("containerd-events").start(this::listen);
      }
    }
    return () -> listeners.remove(listener);
  }

  void cameBack() {
    tell("");
  }

  @Override
  public void close() {
    closed.countDown();
    listeners.clear();
    synchronized (lock) {
      if (subscription != null) {
        subscription.cancel(null);
      }
    }
  }

  private void listen() {
    Duration pause = FIRST_PAUSE;
    while (closed.getCount() > 0) {
      boolean heard = false;
      try {
        heard = subscribe();
      } catch (StatusRuntimeException e) {
        LOG.log(Level.DEBUG, "containerd's events ended: {0}", e.getStatus());
      }
      pause = heard ? FIRST_PAUSE : longer(pause);
      if (await(pause)) {
        return;
      }
      channel.retryNow();
    }
  }

  /// Passes events on until the subscription ends.
  ///
  /// @return whether it had begun
  private boolean subscribe() {
    Context.CancellableContext context = Context.current().withCancellation();
    synchronized (lock) {
      if (closed.getCount() == 0) {
        context.cancel(null);
        return false;
      }
      subscription = context;
    }
    Context previous = context.attach();
    boolean began = false;
    try {
      Iterator<Envelope> events =
          EventsGrpc.newBlockingStub(channel.containerd())
              .withWaitForReady()
              .subscribe(SubscribeRequest.newBuilder().addAllFilters(FILTERS).build());
      // What happened before this subscription nobody told us; nor does containerd say when it has
      // begun, so once more later.
      tell("");
      Thread.ofVirtual().name("containerd-settled").start(this::tellLater);
      began = true;
      while (events.hasNext()) {
        hear(events.next());
      }
      return true;
    } catch (StatusRuntimeException e) {
      if (began) {
        LOG.log(Level.DEBUG, "containerd''s events broke off: {0}", e.getStatus());
        return true;
      }
      throw e;
    } finally {
      context.detach(previous);
      context.cancel(null);
      synchronized (lock) {
        subscription = null;
      }
    }
  }

  private void hear(Envelope event) {
    AboutTask about;
    try {
      about = AboutTask.parseFrom(event.getEvent().getValue());
    } catch (InvalidProtocolBufferException e) {
      LOG.log(
          Level.WARNING, "containerd sent an event that cannot be read: " + event.getTopic(), e);
      tell("");
      return;
    }
    String id = about.getContainerId();
    boolean exit = event.getTopic().equals("/tasks/exit");
    if (exit && !about.getId().isEmpty() && !about.getId().equals(id)) {
      return; // a command run in the container has ended, not the container
    }
    if (exit) {
      Thread.ofVirtual().name("containerd-exit").start(() -> tellOfExit(id));
    } else {
      Thread.ofVirtual().name("containerd-change").start(() -> tell(sandbox(id)));
    }
  }

  private void tellLater() {
    if (!await(SETTLED)) {
      tell("");
    }
  }

  private void tellOfExit(String id) {
    try {
      for (int look = 0; look < LOOKS && !isOver.test(id); look++) {
        if (await(Duration.ofMillis(1L << look))) {
          return;
        }
      }
    } catch (RuntimeFailure e) {
      LOG.log(Level.DEBUG, "cannot look after the exit of {0}: {1}", id, e.getMessage());
    }
    tell(sandbox(id));
  }

  /// The sandbox of a task: a container's, or the sandbox itself, whose task bears its own id.
  private String sandbox(String id) {
    String known = sandboxOf.get(id);
    if (known != null) {
      return known;
    }
    try {
      String found = find.apply(id);
      return found == null ? id : found;
    } catch (RuntimeFailure e) {
      LOG.log(Level.DEBUG, "cannot find the sandbox of {0}: {1}", id, e.getMessage());
      return "";
    }
  }

  private void tell(String sandboxId) {
    for (Consumer<String> listener : listeners) {
      try {
        listener.accept(sandboxId);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a listener failed for sandbox '" + sandboxId + "'", e);
      }
    }
  }

  private boolean await(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
