package io.binnacle.server.registry;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.DeleteOptions.Propagation;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.server.registry.Updating.Part;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which part of an object an update or patch is about, and what that part looks like to the client.
final class Subresources {
  private final Updating updating;
  private final Deleting deleting;
  private final Schema schema;
  private final InstantSource clock;

  Subresources(Updating updating, Deleting deleting, Schema schema, InstantSource clock) {
    this.updating = updating;
    this.deleting = deleting;
    this.schema = schema;
    this.clock = clock;
  }

  /// Writes what `target` names.
  ///
  /// @throws ApiException 404 for a subresource that cannot be written
  Result update(Resource resource, Target target, Obj sent, WriteOptions options) {
    return switch (target.subresource()) {
      case "" -> updating.replace(resource, target, sent, Part.WHOLE, options);
      case "status" -> updating.replace(resource, target, sent, Part.STATUS, options);
      case "finalize" -> updating.replace(resource, target, sent, Part.FINALIZE, options);
      case "binding" ->
          updating.change(
              resource,
              target,
              old -> Bindings.applied(old, sent, clock.instant()),
              Part.BINDING,
              options);
      case "eviction" -> evict(resource, target, sent, options);
      case "scale" -> {
        Metadata.checkName(sent, target.name());
        yield scaled(
            updating.change(
                resource,
                target,
                old -> {
                  Metadata.checkPreconditions(resource, target.name(), old, Meta.uid(sent), "");
                  return Scales.applied(old, sent);
                },
                Part.WHOLE,
                options));
      }
      default -> throw Refusals.notServed();
    };
  }

  /// Patches what `target` names.
  ///
  /// @throws ApiException 404 for a subresource that cannot be patched
  Result patch(
      Resource resource, Target target, PatchType type, Value patch, WriteOptions options) {
    Patching patching = new Patching(type, patch, options.fieldValidation());
    StructType struct = resource.type().struct();
    Result result =
        switch (target.subresource()) {
          case "" ->
              updating.change(
                  resource, target, old -> patching.applied(old, struct), Part.WHOLE, options);
          case "status" ->
              updating.change(
                  resource, target, old -> patching.applied(old, struct), Part.STATUS, options);
          case "scale" -> {
            StructType scale = scaleStruct();
            yield scaled(
                updating.change(
                    resource,
                    target,
                    old -> {
                      Obj patched = patching.applied(Scales.of(old), scale);
                      Metadata.checkName(patched, target.name());
                      return Scales.applied(old, patched);
                    },
                    Part.WHOLE,
                    options));
          }
          default -> throw Refusals.notServed();
        };
    List<String> warnings = new ArrayList<>(patching.warnings());
    warnings.addAll(result.warnings());
    return new Result(result.object(), result.created(), warnings, result.before());
  }

  /// Deletes a Pod on behalf of somebody who empties its node. There are no disruption budgets to ask.
  private Result evict(Resource resource, Target target, Obj eviction, WriteOptions options) {
    Obj asked = eviction.obj("deleteOptions");
    Obj preconditions = asked.obj("preconditions");
    DeleteOptions how =
        new DeleteOptions(
            propagation(asked.str("propagationPolicy")),
            asked.integerOrNull("gracePeriodSeconds"),
            preconditions.strOrNull("uid"),
            preconditions.strOrNull("resourceVersion"));
    DeleteResult result =
        deleting.delete(resource, target.namespace(), target.name(), how, options.dryRun());
    return new Result(result.object(), true, List.of());
  }

  private static @Nullable Propagation propagation(String wire) {
    for (Propagation each : Propagation.values()) {
      if (each.wire().equals(wire)) {
        return each;
      }
    }
    return null;
  }

  private static Result scaled(Result workload) {
    return new Result(Scales.of(workload.object()), false, workload.warnings());
  }

  private StructType scaleStruct() {
    KindType scale = schema.kindType("autoscaling/v1", "Scale");
    if (scale == null) {
      throw Refusals.notServed();
    }
    return scale.struct();
  }
}
