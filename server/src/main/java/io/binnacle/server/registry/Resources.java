package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.server.kind.Strategies;
import java.util.HashMap;
import java.util.Map;

/// Every collection the registry serves, by name.
final class Resources {
  private final Map<ResourceName, Resource> byName = new HashMap<>();

  Resources(Schema schema, Strategies strategies) {
    for (ResourceType type : schema.resources()) {
      if (!type.isStored()) {
        continue; // a question, answered by whoever knows who asks
      }
      ResourceType core = schema.resource(ResourceName.EVENTS);
      boolean secondDoor = type.name().equals(ResourceName.EVENTS_V1) && core != null;
      ResourceType stored = secondDoor && core != null ? core : type;
      byName.put(
          type.name(),
          new Resource(
              type,
              stored,
              strategies.of(stored.name()),
              secondDoor ? new EventForm() : Resource.Form.SAME));
    }
  }

  /// The collection `name`.
  ///
  /// @throws ApiException 404 if it is not served
  Resource get(ResourceName name) {
    Resource resource = byName.get(name);
    if (resource == null) {
      throw Refusals.notServed();
    }
    return resource;
  }

  /// The collection `name`, which must serve `subresource` unless that is empty.
  ///
  /// @throws ApiException 404 if one or the other is not served
  Resource get(ResourceName name, String subresource) {
    Resource resource = get(name);
    if (!subresource.isEmpty() && !resource.type().hasSubresource(subresource)) {
      throw Refusals.notServed();
    }
    return resource;
  }
}
