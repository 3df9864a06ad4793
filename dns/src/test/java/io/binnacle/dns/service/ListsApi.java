package io.binnacle.dns.service;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// An API with a few objects, which never change, and which one may be forbidden to read.
final class ListsApi implements KubeApi {
  private final Map<ResourceName, List<Obj>> objects =
      Map.of(
          ResourceName.NAMESPACES,
          List.of(obj("{'metadata':{'name':'default','resourceVersion':'1'}}")),
          ResourceName.SERVICES,
          List.of(
              obj(
                  "{'metadata':{'name':'web','namespace':'default','resourceVersion':'2'},'spec':{'clusterIP':'10.96.0.7',"
                      + "'clusterIPs':['10.96.0.7'],'ports':[{'name':'http','port':80}]}}")));

  /// What is answered 403.
  final Set<ResourceName> forbidden = ConcurrentHashMap.newKeySet();

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    if (forbidden.contains(resource)) {
      throw new ApiException(new Status(403, "Forbidden", "cannot list " + resource, Obj.EMPTY));
    }
    return new ObjList(5, objects.getOrDefault(resource, List.of()));
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
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

  private static Obj obj(String json) {
    try {
      return (Obj) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).value();
    } catch (JsonException e) {
      throw new AssertionError(json, e);
    }
  }
}
