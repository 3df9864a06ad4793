package io.binnacle.control.workload;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.time.Instant;

/// A Pod for planners' tests: `pod("a").controlledBy(owner).ready(since)`. Immutable.
public record TestPod(Obj object) {
  /// When everything in these tests was created, unless it says otherwise.
  public static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");

  /// A Pod without node, phase Pending, labelled `app=web`.
  public static TestPod pod(String name) {
    Obj metadata =
        Obj.builder()
            .put("name", name)
            .put("namespace", "default")
            .put("uid", "uid-of-" + name)
            .put("creationTimestamp", Timestamps.seconds(BIRTH))
            .put("labels", Obj.of("app", Str.of("web")))
            .build();
    return new TestPod(
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("metadata", metadata)
            .put("spec", Obj.EMPTY)
            .put("status", Obj.of("phase", Str.of("Pending")))
            .build());
  }

  public TestPod controlledBy(Obj owner) {
    return metadata("ownerReferences", Arr.of(Meta.controllerReference(owner)));
  }

  public TestPod label(String key, String value) {
    return new TestPod(object.change("metadata", m -> m.change("labels", l -> l.with(key, value))));
  }

  public TestPod annotation(String key, String value) {
    return new TestPod(Meta.withAnnotation(object, key, value));
  }

  public TestPod created(Instant time) {
    return metadata("creationTimestamp", Str.of(Timestamps.seconds(time)));
  }

  public TestPod deleting() {
    return metadata("deletionTimestamp", Str.of(Timestamps.seconds(BIRTH)));
  }

  public TestPod on(String node) {
    return new TestPod(object.change("spec", s -> s.with("nodeName", node)));
  }

  public TestPod phase(String phase) {
    return status(object.obj("status").with("phase", phase));
  }

  /// Running, and ready since `time`.
  public TestPod ready(Instant time) {
    Obj condition =
        Obj.builder()
            .put("type", "Ready")
            .put("status", "True")
            .put("lastTransitionTime", Timestamps.seconds(time))
            .build();
    return status(
        object.obj("status").with("phase", "Running").with("conditions", Arr.of(condition)));
  }

  public TestPod ready() {
    return ready(BIRTH);
  }

  public TestPod restarts(int count) {
    Obj container = Obj.builder().put("name", "app").put("restartCount", count).build();
    return status(object.obj("status").with("containerStatuses", Arr.of(container)));
  }

  public PodView view() {
    return PodView.of(object);
  }

  private TestPod status(Obj status) {
    return new TestPod(object.with("status", status));
  }

  private TestPod metadata(String field, Value value) {
    return new TestPod(object.change("metadata", m -> m.with(field, value)));
  }
}
