package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.store.CompactedException;
import io.binnacle.store.Store;
import java.util.ArrayList;
import java.util.List;

/// Gets and lists.
final class Reading {
  private static final long MAX_FETCH = 10_000;
  private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");

  private final Store store;

  Reading(Store store) {
    this.store = store;
  }

  /// The stored object.
  ///
  /// @throws ApiException 404 if there is none
  Store.Entry entry(Resource resource, String namespace, String name) {
    Store.Entry entry = store.get(resource.key(namespace, name));
    if (entry == null) {
      throw Refusals.notFound(resource.name(), name);
    }
    return entry;
  }

  ListResult list(Resource resource, String namespace, ListQuery query) {
    check(query);
    Selection selection =
        Selection.of(resource, namespace, query.labelSelector(), query.fieldSelector());
    String prefix = selection.prefix(resource);
    String collection = resource.collection(selection.namespace());
    // a list of whatever is at hand comes whole, as it does from kube-apiserver's watch cache
    long limit = query.resourceVersion().equals("0") ? 0 : Math.max(0, query.limit());
    long revision = 0;
    String after = "";
    if (!query.continueToken().isEmpty()) {
      ContinueToken token = ContinueToken.decode(query.continueToken());
      revision = Math.max(0, token.revision());
      after = collection + token.after();
      checkNotFuture(revision);
    } else if (!query.resourceVersion().isEmpty()) {
      long wanted = Refusals.revision(query.resourceVersion());
      checkNotFuture(wanted);
      boolean exact =
          query.resourceVersionMatch().equals("Exact")
              || query.resourceVersionMatch().isEmpty() && limit > 0;
      revision = exact ? wanted : 0;
    }
    try {
      return page(resource, selection, prefix, collection, after, limit, revision);
    } catch (CompactedException e) {
      throw query.continueToken().isEmpty()
          ? Refusals.expiredList()
          : expiredPage(query.continueToken());
    }
  }

  private ListResult page(
      Resource resource,
      Selection selection,
      String prefix,
      String collection,
      String after,
      long limit,
      long revision)
      throws CompactedException {
    List<Obj> items = new ArrayList<>();
    String at = after;
    long pinned = revision;
    while (true) {
      Store.Page page = store.range(prefix, at, fetch(selection, limit - items.size()), pinned);
      pinned = page.revision();
      long left = page.entries().size() + page.remaining();
      for (Store.Entry entry : page.entries()) {
        if (limit > 0 && items.size() == limit) {
          break;
        }
        if (selection.everything() || selection.matches(entry.value())) {
          items.add(resource.served(entry.value()));
        }
        at = entry.key();
        left--;
      }
      if (left == 0) {
        return new ListResult(pinned, items, "", null);
      }
      if (items.size() == limit) {
        String token = new ContinueToken(pinned, at.substring(collection.length())).encode();
        return new ListResult(pinned, items, token, selection.everything() ? left : null);
      }
    }
  }

  /// How many entries to read at once for `missing` items: with selectors most may not match. 0 is all.
  private static int fetch(Selection selection, long missing) {
    return missing <= 0
        ? 0
        : (int) Math.min(MAX_FETCH, selection.everything() ? missing : Math.max(500, missing));
  }

  /// @throws ApiException 504 if this store has not come as far as `revision`
  void checkNotFuture(long revision) {
    long current = store.revision();
    if (revision > current) {
      throw Refusals.tooLargeRevision(revision, current);
    }
  }

  private static ApiException expiredPage(String token) {
    ContinueToken old = ContinueToken.decode(token);
    Status status =
        Status.expired(
            "The provided continue parameter is too old to display a consistent list result."
                + " Start a new list without it, or use the token in this response to go on with the newest"
                + " state, which may miss or repeat what changed in between.");
    return new ApiException(status.withContinue(new ContinueToken(-1, old.after()).encode()));
  }

  private static void check(ListQuery query) {
    List<FieldError> errors = new ArrayList<>();
    String match = query.resourceVersionMatch();
    boolean continued = !query.continueToken().isEmpty();
    if (!match.isEmpty()) {
      if (query.resourceVersion().isEmpty()) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (continued) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        errors.add(
            FieldError.notSupported(MATCH, Str.of(match), List.of("Exact", "NotOlderThan", "")));
      }
      if (match.equals("Exact") && query.resourceVersion().equals("0")) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (query.sendInitialEvents()) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list"));
    }
    if (!errors.isEmpty()) {
      throw Refusals.invalidOptions(errors);
    }
    if (continued && !query.resourceVersion().isEmpty() && !query.resourceVersion().equals("0")) {
      throw Refusals.badRequest("specifying resource version is not allowed when using continue");
    }
  }
}
