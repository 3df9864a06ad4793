package io.binnacle.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

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
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What every implementation of [KubeApi] does, whether the server is in this process or behind HTTPS. Subclasses give a door
/// to an API in which the namespace `default` exists and is empty, and which remembers at most [#REMEMBERED] changes.
public abstract class KubeApiContract {
  /// How many changes the API may remember for watches that come late.
  protected static final int REMEMBERED = 100;

  private static final ResourceName MAPS = ResourceName.CONFIG_MAPS;
  private static final long PATIENCE_SECONDS = 10;

  /// The door to be tried, the same for all of one test; it may write.
  protected abstract KubeApi api();

  /// JSON with single quotes.
  protected static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  private Obj map(String name, String app) {
    return api()
        .create(
            MAPS,
            "default",
            object("{'metadata':{'name':'%s','labels':{'app':'%s'}}}".formatted(name, app)));
  }

  private static Target at(String name) {
    return Target.of(MAPS, "default", name);
  }

  private static Status refusal(Runnable call) {
    return assertThrows(ApiException.class, call::run).status();
  }

  /// Events as they come.
  private static final class Seen {
    final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    /// The next event that is no bookmark.
    WatchEvent next() {
      try {
        while (true) {
          WatchEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
          if (event == null) {
            return fail("no event came");
          }
          if (!(event instanceof WatchEvent.Bookmark)) {
            return event;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return fail(e);
      }
    }
  }

  @Test
  void whatIsCreatedIsWholeAndReadBack() {
    Obj made = map("a", "web");
    assertEquals("v1", made.str("apiVersion"));
    assertEquals("ConfigMap", made.str("kind"));
    assertFalse(Meta.uid(made).isEmpty());
    assertEquals(made, api().get(at("a")));
  }

  @Test
  void aNameIsMadeFromItsBeginning() {
    Obj made = api().create(MAPS, "default", object("{'metadata':{'generateName':'g-'}}"));
    assertTrue(Meta.name(made).matches("g-[a-z0-9]{5}"), Meta.name(made));
  }

  @Test
  void refusalsAreTheServersWordForWord() {
    Status missing = refusal(() -> api().get(at("none")));
    assertEquals(404, missing.code());
    assertEquals("NotFound", missing.reason());
    assertEquals("configmaps \"none\" not found", missing.message());
    assertEquals("configmaps", missing.details().str("kind"));
    map("a", "web");
    assertEquals("AlreadyExists", refusal(() -> map("a", "web")).reason());
    Status invalid =
        refusal(() -> api().create(MAPS, "default", object("{'metadata':{'name':'Not_A_Name'}}")));
    assertEquals(422, invalid.code());
    assertEquals(
        "metadata.name", invalid.details().arr("causes").objects().getFirst().str("field"));
    assertEquals(
        404,
        refusal(() -> api().get(Target.of(new ResourceName("", "v1", "none"), "default", "a")))
            .code());
  }

  @Test
  void anOldVersionIsNotWrittenOver() {
    Obj first = map("a", "web");
    api().update(at("a"), first.with("data", Obj.strings(Map.of("k", "1"))));
    Status stale =
        refusal(() -> api().update(at("a"), first.with("data", Obj.strings(Map.of("k", "2")))));
    assertEquals("Conflict", stale.reason());
    assertEquals("1", api().get(at("a")).obj("data").str("k"));
  }

  @Test
  void aListIsSortedWholeAndSelected() {
    map("b", "db");
    map("a", "web");
    ObjList all = api().list(MAPS, "default", ListOptions.ALL);
    assertEquals(List.of("a", "b"), all.items().stream().map(Meta::name).toList());
    assertEquals(api().get(at("a")), all.items().getFirst());
    assertTrue(all.revision() > 0);
    assertEquals(
        1, api().list(MAPS, "", ListOptions.labels("app in (db),app!=web")).items().size());
    assertEquals(1, api().list(MAPS, "", ListOptions.fields("metadata.name=a")).items().size());
    assertEquals(List.of(), api().list(MAPS, "elsewhere", ListOptions.ALL).items());
  }

  @Test
  void aLongListMissesNothing() {
    for (int i = 0; i < 1_100; i++) {
      map("m-%04d".formatted(i), "many");
    }
    List<Obj> items = api().list(MAPS, "default", ListOptions.ALL).items();
    assertEquals(1_100, items.size());
    assertEquals("m-1099", Meta.name(items.getLast()));
  }

  @Test
  void aWatchFromAListMissesNothing() {
    map("a", "web");
    ObjList list = api().list(MAPS, "", ListOptions.ALL);
    Obj b = map("b", "web");
    Seen seen = new Seen();
    KubeApi.Watch watch = api().watch(MAPS, "", ListOptions.ALL, list.revision(), seen.events::add);
    Obj changed = api().update(at("b"), b.with("data", Obj.strings(Map.of("k", "1"))));
    api().delete(at("b"), DeleteOptions.DEFAULT);
    assertEquals(new WatchEvent.Added(b), seen.next());
    assertEquals(new WatchEvent.Modified(changed), seen.next());
    WatchEvent.Deleted gone = assertInstanceOf(WatchEvent.Deleted.class, seen.next());
    assertEquals(Meta.uid(b), Meta.uid(gone.object()));
    long deleted = Long.parseLong(Meta.resourceVersion(gone.object()));
    assertTrue(deleted > Long.parseLong(Meta.resourceVersion(changed)), "the delete's revision");
    watch.close();
    map("c", "web");
    List<WatchEvent> late = new ArrayList<>(seen.events);
    late.removeIf(e -> e instanceof WatchEvent.Bookmark);
    assertEquals(List.of(), late);
  }

  @Test
  void whatNoLongerMatchesIsGoneForThatWatch() {
    ObjList list = api().list(MAPS, "", ListOptions.ALL);
    Seen seen = new Seen();
    try (KubeApi.Watch _ =
        api()
            .watch(
                MAPS,
                "default",
                ListOptions.labels("app=web"),
                list.revision(),
                seen.events::add)) {
      map("other", "db");
      map("a", "web");
      api().patch(at("a"), PatchType.MERGE, object("{'metadata':{'labels':{'app':'db'}}}"));
      assertInstanceOf(WatchEvent.Added.class, seen.next());
      WatchEvent.Deleted gone = assertInstanceOf(WatchEvent.Deleted.class, seen.next());
      assertEquals("a", Meta.name(gone.object()));
    }
  }

  @Test
  void aWatchThatStartsTooLongAgoHasToListAgain() {
    long old = api().list(MAPS, "", ListOptions.ALL).revision();
    map("a", "web");
    for (int i = 0; i < 3 * REMEMBERED; i++) {
      api().patch(at("a"), PatchType.MERGE, object("{'data':{'k':'" + i + "'}}"));
    }
    Seen seen = new Seen();
    Status status;
    try (KubeApi.Watch _ = api().watch(MAPS, "", ListOptions.ALL, old, seen.events::add)) {
      status = assertInstanceOf(WatchEvent.Failed.class, seen.next()).status();
    } catch (ApiException e) {
      status = e.status();
    }
    assertEquals(410, status.code());
    assertEquals("Expired", status.reason());
  }

  @Test
  void everyKindOfPatch() {
    map("a", "web");
    api().patch(at("a"), PatchType.MERGE, object("{'data':{'k':'1','l':'1'}}"));
    api().patch(at("a"), PatchType.JSON, Arr.of(object("{'op':'remove','path':'/data/k'}")));
    Obj last = api().patch(at("a"), PatchType.STRATEGIC_MERGE, object("{'data':{'m':'2'}}"));
    assertEquals("{\"l\":\"1\",\"m\":\"2\"}", last.obj("data").toString());
  }

  @Test
  void subresourcesAreWrittenByThemselves() {
    Obj deployment =
        api()
            .create(
                ResourceName.DEPLOYMENTS,
                "default",
                object(
                    """
                    {'metadata':{'name':'web'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'web'}},
                     'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}\
                    """));
    Target web = Target.of(ResourceName.DEPLOYMENTS, deployment);
    Obj status =
        api()
            .update(
                web.status(),
                deployment
                    .change("spec", s -> s.with("replicas", 9))
                    .change("status", s -> s.with("replicas", 2)));
    assertEquals(2, status.obj("spec").integer("replicas", 0));
    assertEquals(2, status.obj("status").integer("replicas", 0));
    assertEquals("Scale", api().get(web.scale()).str("kind"));
    Obj account =
        api()
            .create(
                new Target(ResourceName.SERVICE_ACCOUNTS, "default", serviceAccount(), "token"),
                object("{'spec':{'expirationSeconds':600}}"));
    assertEquals(3, account.obj("status").str("token").split("\\.").length);
    assertEquals(
        404,
        refusal(() -> api().create(new Target(MAPS, "default", "a", "token"), Obj.EMPTY)).code());
  }

  private String serviceAccount() {
    return Meta.name(
        api()
            .create(
                ResourceName.SERVICE_ACCOUNTS, "default", object("{'metadata':{'name':'bot'}}")));
  }

  @Test
  void aDeleteIsForTheObjectThatWasMeant() {
    Obj made = map("a", "web");
    assertEquals(409, refusal(() -> api().delete(at("a"), DeleteOptions.uid("other"))).code());
    api().delete(at("a"), DeleteOptions.uid(Meta.uid(made)));
    assertEquals(404, refusal(() -> api().delete(at("a"), DeleteOptions.DEFAULT)).code());
  }

  @Test
  void aPodIsDeletedWithPatience() {
    api()
        .create(
            ResourceName.PODS,
            "default",
            object(
                "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}"));
    Target pod = Target.of(ResourceName.PODS, "default", "p");
    Obj marked = api().delete(pod, new DeleteOptions(null, 7L, null, null));
    assertEquals(7, marked.obj("metadata").integer("deletionGracePeriodSeconds", 0));
    assertTrue(Meta.isDeleting(api().get(pod)));
    api().delete(pod, DeleteOptions.NOW);
    assertEquals(404, refusal(() -> api().get(pod)).code());
  }
}
