package io.binnacle.client.cache;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An API whose lists are written down beforehand and whose watches the test feeds. With nothing written down a list is empty.
final class ScriptedApi implements KubeApi {
  final Deque<Page> lists = new ArrayDeque<>();
  final List<Consumer<WatchEvent>> sinks = new ArrayList<>();
  int listed;

  /// What one list brings.
  ///
  /// @param failure how it breaks off after its items; null if it does not
  record Page(long revision, List<Obj> items, @Nullable ApiException failure) {
    Page(long revision, List<Obj> items) {
      this(revision, items, null);
    }
  }

  static Obj service(String namespace, String name, long revision) {
    return Obj.builder()
        .put(
            "metadata",
            Obj.builder()
                .put("namespace", namespace)
                .put("name", name)
                .put("resourceVersion", Long.toString(revision))
                .build())
        .build();
  }

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    List<Obj> items = new ArrayList<>();
    return new ObjList(list(resource, namespace, options, items::add), items);
  }

  @Override
  public long list(
      ResourceName resource, String namespace, ListOptions options, Consumer<Obj> each) {
    listed++;
    Page page = lists.isEmpty() ? new Page(7, List.of()) : lists.remove();
    page.items.forEach(each);
    if (page.failure != null) {
      throw page.failure;
    }
    return page.revision;
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
    sinks.add(sink);
    return () -> {};
  }

  @Override
  public Obj get(Target target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Obj update(Target target, Obj object) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Obj delete(Target target, DeleteOptions options) {
    throw new UnsupportedOperationException();
  }
}
