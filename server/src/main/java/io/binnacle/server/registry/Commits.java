package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.store.Store;
import io.binnacle.store.StoreException;
import java.util.function.Supplier;

/// Writes to the store, each object stamped with the revision that writes it.
final class Commits {
  /// What etcd accepts at once: 1.5 MiB.
  private static final long MAX_BYTES = 1_572_864;

  private final Store store;

  Commits(Store store) {
    this.store = store;
  }

  /// Writes `object` if the version of `key` is `expected` (0: none).
  ///
  /// @throws ApiException 500 if the object is too large or the store cannot write; nothing was changed
  Store.Outcome put(String key, long expected, Obj object) {
    if (weight(object) > MAX_BYTES) {
      throw Refusals.unclassified("etcdserver: request is too large");
    }
    return guarded(() -> store.put(key, expected, revision -> Versions.stamp(object, revision)));
  }

  /// Deletes `key` if its version is `expected`; `last` is the state watchers are shown.
  ///
  /// @throws ApiException 500 if the store cannot write; nothing was changed
  Store.Outcome delete(String key, long expected, Obj last) {
    return guarded(() -> store.delete(key, expected, revision -> Versions.stamp(last, revision)));
  }

  private static Store.Outcome guarded(Supplier<Store.Outcome> write) {
    try {
      return write.get();
    } catch (StoreException e) {
      throw new ApiException(Status.internalError(String.valueOf(e.getMessage())), e);
    }
  }

  /// About how many bytes `value` takes, in one pass and without encoding it.
  private static long weight(Value value) {
    return switch (value) {
      case Str s -> s.value().length() + 2L;
      case Int _, Real _, Bool _, Null _ -> 4;
      case Arr a -> {
        long sum = 2;
        for (Value item : a) {
          sum += weight(item) + 1;
        }
        yield sum;
      }
      case Obj o -> {
        long sum = 2;
        for (int i = 0; i < o.size(); i++) {
          sum += o.keyAt(i).length() + weight(o.valueAt(i)) + 4;
        }
        yield sum;
      }
    };
  }
}
