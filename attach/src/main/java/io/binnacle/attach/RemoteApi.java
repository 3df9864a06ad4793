package io.binnacle.attach;

import io.binnacle.attach.Transport.Request;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The API of a cluster somewhere else, over HTTPS.
///
/// Without an answer a call fails with 503 (not to be reached) or 504 (too late), so that whoever retries goes on doing so; nothing
/// is retried here. A watch that its server ends, as each does after some minutes, fails with 504 and is to be resumed.
public final class RemoteApi implements KubeApi, AutoCloseable {
  /// How many objects one page of a list has at most, as kubectl and client-go ask for them.
  static final int PAGE = 500;

  /// How long a watch is asked to last: this, and up to as much again, so that not all end at once.
  private static final Duration WATCH = Duration.ofMinutes(5);

  /// How long a watch may be silent. Servers send a bookmark about every minute; one that sends nothing has been cut off
  /// without either side being told, and is taken up again where it was.
  static final Duration SILENCE = Duration.ofSeconds(90);

  /// The groups whose objects are questions: asking is not writing.
  private static final Set<String> QUESTIONS =
      Set.of("authentication.k8s.io", "authorization.k8s.io");

  private final Exchange exchange;
  private final Options options;
  private final RandomGenerator random;

  /// How to use a cluster.
  ///
  /// @param name who asks: user agent and field manager
  /// @param readOnly whether writes are refused here, before the cluster hears of them
  /// @param timeout how long an answer may take to begin, and then to go on
  /// @param silence how long a watch may bring nothing, not even a bookmark, before it is given up and ends with 504
  /// @param observer sees how long answers take to begin
  public record Options(
      String name, boolean readOnly, Duration timeout, Duration silence, Observer observer) {
    /// Looks, and changes nothing; waits 30 s, and 90 s for a watch.
    public static Options reading(String name) {
      return new Options(name, true, Duration.ofSeconds(30), SILENCE, (_, _, _) -> {});
    }

    /// The same with another patience for both answers and watches.
    ///
    /// @param patience null for no other
    public Options patience(@Nullable Duration patience) {
      return patience == null ? this : new Options(name, readOnly, patience, patience, observer);
    }

    /// May write, too.
    public Options writing() {
      return new Options(name, false, timeout, silence, observer);
    }

    /// Shows every request to `observer`.
    public Options seenBy(Observer observer) {
      return new Options(name, readOnly, timeout, silence, observer);
    }
  }

  /// Sees requests. Any thread; does not block.
  @FunctionalInterface
  public interface Observer {
    /// The answer to a request began, or there is none.
    ///
    /// @param method `GET`
    /// @param code the HTTP status; 0 if there was no answer
    /// @param nanos since it was sent
    void answered(String method, int code, long nanos);
  }

  /// Prepares to use the cluster; nothing is sent yet.
  ///
  /// @param random spreads the ends of watches; used by many threads
  public RemoteApi(ClusterAccess access, Options options, RandomGenerator random) {
    this.exchange = new Exchange(access, options);
    this.options = options;
    this.random = random;
  }

  /// The server's URL, ending with `/`.
  public String url() {
    return exchange.url();
  }

  @Override
  public Obj get(Target target) {
    return exchange.object(Request.get(Urls.object(target)));
  }

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    List<Obj> items = new ArrayList<>();
    try {
      long revision = list(resource, namespace, options, PAGE, items::add);
      return new ObjList(revision, items);
    } catch (ApiException e) {
      if (e.status().code() != 410) {
        throw e;
      }
      // The pages took longer than the server keeps old revisions: all at once, then.
      items.clear();
      return new ObjList(list(resource, namespace, options, 0, items::add), items);
    }
  }

  @Override
  public long list(
      ResourceName resource, String namespace, ListOptions options, Consumer<Obj> each) {
    return list(resource, namespace, options, PAGE, each);
  }

  private long list(
      ResourceName resource, String namespace, ListOptions options, int page, Consumer<Obj> each) {
    Map<String, String> query = query(options);
    query.put("limit", page == 0 ? "" : Integer.toString(page));
    long revision;
    String next;
    do {
      String path = Urls.with(Urls.collection(resource, namespace), query);
      Obj list = exchange.object(Request.get(path));
      String kind = list.str("kind");
      if (!kind.endsWith("List")) {
        throw new ApiException(
            Status.internalError(exchange.url() + path + " is no list but " + Str.of(kind)));
      }
      Str itemKind = Str.of(kind.substring(0, kind.length() - "List".length()));
      Str apiVersion = Str.of(list.str("apiVersion"));
      for (Obj item : list.arr("items").objects()) {
        each.accept(item.with("apiVersion", apiVersion).with("kind", itemKind));
      }
      revision = revision(list);
      next = list.obj("metadata").str("continue");
      query.put("continue", next);
    } while (!next.isEmpty());
    return revision;
  }

  private long revision(Obj list) {
    String text = Meta.resourceVersion(list);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ApiException(
          Status.internalError(exchange.url() + " answered the resourceVersion " + Str.of(text)),
          e);
    }
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
    Duration lasts = WATCH.plusSeconds(random.nextLong(WATCH.toSeconds()));
    Map<String, String> query = query(options);
    query.put("watch", "true");
    query.put("allowWatchBookmarks", "true");
    query.put("resourceVersion", Long.toString(revision));
    query.put("timeoutSeconds", Long.toString(lasts.toSeconds()));
    String path = Urls.with(Urls.collection(resource, namespace), query);
    BodyStream body = exchange.open(Request.get(path), this.options.silence, true);
    RemoteWatch watch = new RemoteWatch(exchange.url(), body, sink);
    watch.start();
    return watch;
  }

  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    if (!QUESTIONS.contains(resource.group())) {
      checkMayWrite("create", resource, namespace, Meta.name(object));
    }
    return write("POST", Urls.collection(resource, namespace), object);
  }

  @Override
  public Obj create(Target target, Obj object) {
    if (target.subresource().isEmpty()) {
      return create(target.resource(), target.namespace(), object);
    }
    checkMayWrite("create", target);
    return write("POST", Urls.object(target), object);
  }

  @Override
  public Obj update(Target target, Obj object) {
    checkMayWrite("update", target);
    return write("PUT", Urls.object(target), object);
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    checkMayWrite("patch", target);
    return exchange.object(
        new Request("PATCH", managed(Urls.object(target)), type.contentType(), patch));
  }

  @Override
  public Obj delete(Target target, DeleteOptions how) {
    checkMayWrite("delete", target);
    Obj.Builder body = Obj.builder().put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (how.propagation() != null) {
      body.put("propagationPolicy", how.propagation().wire());
    }
    if (how.gracePeriodSeconds() != null) {
      body.put("gracePeriodSeconds", how.gracePeriodSeconds());
    }
    Obj.Builder preconditions = Obj.builder();
    if (how.uid() != null) {
      preconditions.put("uid", how.uid());
    }
    if (how.resourceVersion() != null) {
      preconditions.put("resourceVersion", how.resourceVersion());
    }
    Obj conditions = preconditions.build();
    body.putIfPresent("preconditions", conditions.isEmpty() ? null : conditions);
    return exchange.object(Request.json("DELETE", Urls.object(target), body.build()));
  }

  /// Ends all watches and connections.
  @Override
  public void close() {
    exchange.close();
  }

  private Obj write(String method, String path, Obj object) {
    return exchange.object(Request.json(method, managed(path), object));
  }

  private String managed(String path) {
    return Urls.with(path, Map.of("fieldManager", options.name));
  }

  private static Map<String, String> query(ListOptions options) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("labelSelector", options.labelSelector());
    out.put("fieldSelector", options.fieldSelector());
    return out;
  }

  private void checkMayWrite(String verb, Target target) {
    checkMayWrite(verb, target.resource(), target.namespace(), target.name());
  }

  private void checkMayWrite(String verb, ResourceName resource, String namespace, String name) {
    if (options.readOnly) {
      throw new ApiException(
          Status.forbidden(
              resource,
              name,
              options.name
                  + " was told to change nothing at "
                  + exchange.url()
                  + " and refuses to "
                  + verb
                  + (namespace.isEmpty() ? "" : " in namespace " + Str.of(namespace))));
    }
  }
}
