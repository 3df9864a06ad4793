package io.binnacle.server.registry;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.server.admit.Accounts;
import io.binnacle.server.admit.Admission;
import io.binnacle.server.allocate.PortAllocator;
import io.binnacle.server.kind.Strategies;
import io.binnacle.server.service.ServiceStrategy;
import io.binnacle.server.token.TokenVerifier;
import io.binnacle.store.CompactedException;
import io.binnacle.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The objects of the cluster and everything that may be done to them. Requests come here decoded, with known fields
/// only; what leaves is whole, with `apiVersion` and `kind`.
///
/// A write goes: admission and defaults, reservation of addresses and ports, preparation by the strategy of its kind,
/// validation, compare-and-set; reservations count only if that succeeds.
///
/// Every method throws [ApiException] with the Status kube-apiserver would answer. Safe for many threads; writes block
/// until they are durable.
public final class Registry {
  private final Store store;
  private final ServiceStrategy services;
  private final Resources resources;
  private final Reading reading;
  private final Creating creating;
  private final Subresources subresources;
  private final Deleting deleting;
  private final TokenRequests tokenRequests;
  private final TokenVerifier tokens;

  /// A registry over what `store` holds; takes the addresses and ports of the Services in it.
  public Registry(Store store, Schema schema, RegistryConfig config) {
    this.store = store;
    this.services =
        new ServiceStrategy(
            config.serviceCidrs(),
            new PortAllocator(config.nodePortFirst(), config.nodePortLast(), config.random()),
            config.random());
    this.resources = new Resources(schema, new Strategies(services));
    this.reading = new Reading(store);
    Commits commits = new Commits(store);
    Admission admission = new Admission(this::namespace, new StoredAccounts(), config.random());
    this.creating = new Creating(store, commits, admission, config);
    this.deleting = new Deleting(store, commits, admission, config.clock());
    Updating updating = new Updating(store, commits, admission, creating, deleting);
    this.subresources = new Subresources(updating, deleting, schema, config.clock());
    this.tokenRequests = new TokenRequests(config.tokens(), schema, config.random(), this::get);
    this.tokens = new TokenVerifier(config.tokens(), this::stored);
    for (Store.Entry service : everything(Keys.prefix(ResourceName.SERVICES)).entries()) {
      services.adopt(service.value());
    }
  }

  /// A running watch.
  public interface Watch extends AutoCloseable {
    /// The sink has room again. Without effect unless it had said there was none. May deliver events before it returns,
    /// so call it where that may take a moment.
    void resume();

    /// Sends a BOOKMARK with the revision reached, if the client asked for bookmarks and is not behind.
    void bookmark();

    /// Ends the watch. Once this has returned no further event is begun.
    @Override
    void close();
  }

  /// How Services are written: who holds which address and port.
  ServiceStrategy services() {
    return services;
  }

  /// Judges the tokens of service accounts by what is here.
  public TokenVerifier tokens() {
    return tokens;
  }

  /// The revision of the last write.
  public long revision() {
    return store.revision();
  }

  /// Reads an object, or its `scale`.
  public Obj get(Target target) {
    return get(target, "");
  }

  /// Reads an object, or its `scale`, not older than `resourceVersion` (empty for the newest).
  public Obj get(Target target, String resourceVersion) {
    Resource resource = resources.get(target.resource(), target.subresource());
    if (!resourceVersion.isEmpty()) {
      reading.checkNotFuture(Refusals.revision(resourceVersion));
    }
    Obj object =
        resource.served(reading.entry(resource, target.namespace(), target.name()).value());
    return target.subresource().equals("scale") ? Scales.of(object) : object;
  }

  /// Reads a page of a collection.
  ///
  /// @param namespace the namespace, or empty for all
  public ListResult list(ResourceName name, String namespace, ListQuery query) {
    return reading.list(resources.get(name), namespace, query);
  }

  /// Creates an object.
  public Result create(ResourceName name, String namespace, Obj object, WriteOptions options) {
    return creating.create(resources.get(name), namespace, object, options);
  }

  /// Creates on a subresource: `token` of a service account, which answers the TokenRequest with its token; the orders
  /// `binding` and `eviction`, which leave the Pod as the result. Without a subresource, creates an object.
  public Result create(Target target, Obj object, WriteOptions options) {
    if (target.subresource().isEmpty()) {
      return create(target.resource(), target.namespace(), object, options);
    }
    resources.get(target.resource(), target.subresource());
    return switch (target.subresource()) {
      case "token" -> new Result(tokenRequests.create(target, object), true, List.of());
      case "binding", "eviction" -> update(target, object, options);
      default -> throw Refusals.notServed();
    };
  }

  /// Replaces an object, creating it where the kind allows that; or writes one of its subresources: `status`, `scale` and
  /// `finalize`, or the orders `binding` and `eviction`, which leave the Pod as the result.
  public Result update(Target target, Obj object, WriteOptions options) {
    Resource resource = resources.get(target.resource(), target.subresource());
    return subresources.update(resource, target, object, options);
  }

  /// Patches an object or one of its subresources `status`, `scale`.
  public Result patch(Target target, PatchType type, Value patch, WriteOptions options) {
    Resource resource = resources.get(target.resource(), target.subresource());
    return subresources.patch(resource, target, type, patch, options);
  }

  /// Deletes an object.
  public DeleteResult delete(Target target, DeleteOptions options, WriteOptions write) {
    Resource resource = resources.get(target.resource());
    return deleting.delete(resource, target.namespace(), target.name(), options, write.dryRun());
  }

  /// Deletes what a list with `query` shows, one object after another; those that are gone meanwhile are passed over.
  ///
  /// @return the list, as it was before
  public ListResult deleteCollection(
      ResourceName name,
      String namespace,
      ListQuery query,
      DeleteOptions options,
      WriteOptions write) {
    Resource resource = resources.get(name);
    ListResult list = reading.list(resource, namespace, query);
    for (Obj item : list.items()) {
      try {
        deleting.delete(resource, Meta.namespace(item), Meta.name(item), options, write.dryRun());
      } catch (ApiException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    return list;
  }

  /// Follows a collection. Events may arrive before this returns.
  ///
  /// @param namespace the namespace, or empty for all
  /// @throws ApiException 400 or 422 for options that make no sense; a revision that is too old is an ERROR event
  public Watch watch(ResourceName name, String namespace, WatchQuery query, WatchSink sink) {
    check(query);
    Resource resource = resources.get(name);
    Selection selection =
        Selection.of(resource, namespace, query.labelSelector(), query.fieldSelector());
    long from = query.resourceVersion().isEmpty() ? 0 : Refusals.revision(query.resourceVersion());
    Boolean wanted = query.sendInitialEvents();
    boolean begin = wanted != null ? wanted : from == 0;
    List<Change> initial = new ArrayList<>();
    if (begin) {
      reading.checkNotFuture(from);
      from = initial(resource, selection, initial);
      if (wanted != null && query.allowBookmarks()) {
        initial.add(RegistryWatch.bookmark(resource, from, true));
      }
    } else if (from == 0) {
      from = store.revision();
    }
    return open(resource, selection, query.allowBookmarks(), sink, initial, from);
  }

  /// Follows a collection from just after `revision`, 0 included, without further ado.
  Watch follow(
      ResourceName name, String namespace, ListOptions options, long revision, WatchSink sink) {
    Resource resource = resources.get(name);
    Selection selection =
        Selection.of(resource, namespace, options.labelSelector(), options.fieldSelector());
    return open(resource, selection, false, sink, List.of(), revision);
  }

  private Watch open(
      Resource resource,
      Selection selection,
      boolean bookmarks,
      WatchSink sink,
      List<Change> initial,
      long from) {
    RegistryWatch watch =
        new RegistryWatch(store, resource, selection, bookmarks, sink, initial, from);
    watch.resume();
    return watch;
  }

  private long initial(Resource resource, Selection selection, List<Change> into) {
    Store.Page page = everything(selection.prefix(resource));
    for (Store.Entry entry : page.entries()) {
      if (selection.matches(entry.value())) {
        SharedObject object =
            resource.recent().after(entry.revision(), () -> resource.served(entry.value()));
        into.add(new Change(Change.Type.ADDED, object, entry.revision()));
      }
    }
    return page.revision();
  }

  private Store.Page everything(String prefix) {
    try {
      return store.range(prefix, "", 0, 0);
    } catch (CompactedException e) {
      throw new IllegalStateException("the newest revision is never compacted", e);
    }
  }

  private static void check(WatchQuery query) {
    FieldPath match = FieldPath.of("resourceVersionMatch");
    List<FieldError> errors = new ArrayList<>();
    boolean newest = query.resourceVersionMatch().equals("NotOlderThan");
    if (query.sendInitialEvents() != null && !newest) {
      errors.add(
          FieldError.forbidden(
              match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!query.resourceVersionMatch().isEmpty()) {
      if (query.sendInitialEvents() == null) {
        errors.add(
            FieldError.forbidden(
                match,
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
      }
      if (!newest) {
        errors.add(
            FieldError.notSupported(
                match, Str.of(query.resourceVersionMatch()), List.of("NotOlderThan")));
      }
    }
    if (!errors.isEmpty()) {
      throw Refusals.invalidOptions(errors);
    }
  }

  private @Nullable Obj namespace(String name) {
    return stored(Target.of(ResourceName.NAMESPACES, "", name));
  }

  private final class StoredAccounts implements Accounts {
    @Override
    public @Nullable Obj find(String namespace, String name) {
      return stored(Target.of(ResourceName.SERVICE_ACCOUNTS, namespace, name));
    }

    @Override
    public Obj ensureDefault(String namespace) {
      Obj found = find(namespace, "default");
      if (found != null) {
        return found;
      }
      Obj account =
          Obj.of("metadata", Obj.of("name", Str.of("default"), "namespace", Str.of(namespace)));
      try {
        return create(ResourceName.SERVICE_ACCOUNTS, namespace, account, WriteOptions.DEFAULT)
            .object();
      } catch (ApiException e) {
        Obj raced = e.isAlreadyExists() ? find(namespace, "default") : null;
        if (raced == null) {
          throw e;
        }
        return raced;
      }
    }
  }

  /// The object as stored, or null if there is none.
  private @Nullable Obj stored(Target target) {
    Resource resource = resources.get(target.resource());
    Store.Entry entry = store.get(resource.key(target.namespace(), target.name()));
    return entry == null ? null : entry.value();
  }
}
