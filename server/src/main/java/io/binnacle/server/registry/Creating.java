package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.RandomSuffix;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.admit.Admission;
import io.binnacle.server.allocate.Reservation;
import io.binnacle.server.kind.Strategy;
import io.binnacle.store.Store;

/// Creates.
final class Creating {
  private static final int NAME_ATTEMPTS = 8;
  private static final int SUFFIX_LENGTH = 5;
  private static final int MAX_GENERATED = 63;

  private final Store store;
  private final Commits commits;
  private final Admission admission;
  private final RegistryConfig config;

  Creating(Store store, Commits commits, Admission admission, RegistryConfig config) {
    this.store = store;
    this.commits = commits;
    this.admission = admission;
    this.config = config;
  }

  /// Creates an object, under a name of its own or one made from `metadata.generateName`.
  Result create(Resource resource, String namespace, Obj sent, WriteOptions options) {
    Obj typed = Metadata.forCreate(resource, namespace, sent);
    Obj whole = Rules.defaulted(resource, resource.stored(typed));
    Obj admitted = admission.create(resource.name(), Meta.namespace(whole), whole);
    String base = admitted.obj("metadata").str("generateName");
    if (!Meta.name(admitted).isEmpty() || base.isEmpty()) {
      return attempt(resource, admitted, options);
    }
    String name = "";
    for (int i = 0; i < NAME_ATTEMPTS; i++) {
      name = generate(base);
      String generated = name;
      try {
        return attempt(
            resource, admitted.change("metadata", m -> m.with("name", generated)), options);
      } catch (ApiException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
      }
    }
    throw noFreeName(resource.name(), name);
  }

  private Result attempt(Resource resource, Obj admitted, WriteOptions options) {
    Strategy strategy = resource.strategy();
    Obj born = Metadata.born(admitted, config.random(), config.clock().instant());
    Strategy.Begun begun = strategy.beginCreate(born, options.dryRun());
    try (Reservation reservation = begun.reservation()) {
      Obj object = strategy.prepareCreate(begun.object());
      Rules.checkCreate(resource, object);
      Obj stored = write(resource, object, options.dryRun());
      if (!options.dryRun()) {
        reservation.commit();
      }
      return new Result(resource.served(stored), true, Rules.warnings(resource, stored, null));
    }
  }

  private Obj write(Resource resource, Obj object, boolean dryRun) {
    String name = Meta.name(object);
    String key = resource.key(Meta.namespace(object), name);
    Store.Entry taken = null;
    if (dryRun) {
      taken = store.get(key);
    } else {
      switch (commits.put(key, 0, object)) {
        case Store.Outcome.Written(Store.Entry entry) -> {
          return entry.value();
        }
        case Store.Outcome.Mismatch mismatch -> taken = mismatch.actual();
      }
    }
    if (taken == null && dryRun) {
      return object;
    }
    throw alreadyExists(resource.name(), name, taken != null && Meta.isDeleting(taken.value()));
  }

  private static ApiException alreadyExists(ResourceName resource, String name, boolean deleting) {
    Status status = Status.alreadyExists(resource, name);
    return new ApiException(
        deleting
            ? new Status(
                status.code(),
                status.reason(),
                "object is being deleted: " + status.message(),
                status.details())
            : status);
  }

  private static ApiException noFreeName(ResourceName resource, String name) {
    Status status = Status.alreadyExists(resource, name);
    return new ApiException(
        new Status(
            status.code(),
            status.reason(),
            status.message() + ", the server was not able to generate a unique name for the object",
            status.details().with("retryAfterSeconds", Int.of(1))));
  }

  private String generate(String base) {
    int room = MAX_GENERATED - SUFFIX_LENGTH;
    String head = base.length() > room ? base.substring(0, room) : base;
    return head + RandomSuffix.next(config.random(), SUFFIX_LENGTH);
  }
}
