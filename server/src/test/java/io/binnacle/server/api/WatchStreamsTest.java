package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.api.Harness.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Watches as they go over the wire.
class WatchStreamsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private final Harness api = new Harness();

  private Reply watch(String query, String... headers) {
    return api.call("GET " + MAPS + "?watch=true" + query, "", headers);
  }

  @Test
  void beginsWithWhatIsThereAndGoesOnWithChanges() {
    api.configMap("a");
    Reply watch = watch("");
    assertEquals(200, watch.status);
    assertEquals("application/json", watch.header("Content-Type"));
    assertEquals(List.of("ADDED a"), watch.brief());
    api.configMap("b");
    api.call("DELETE " + MAPS + "/a", "");
    assertEquals(List.of("ADDED b", "DELETED a"), watch.brief());
    watch.close();
    api.configMap("c");
    assertEquals(List.of(), watch.brief());
  }

  @Test
  void goesOnFromARevision() {
    api.configMap("a");
    api.configMap("b");
    assertEquals(List.of("ADDED b"), watch("&resourceVersion=2").brief());
  }

  @Test
  void byTheOldPathOneObjectOrACollection() {
    api.configMap("a");
    api.configMap("b");
    Reply all = api.call("GET /api/v1/watch/namespaces/default/configmaps", "");
    assertEquals(List.of("ADDED a", "ADDED b"), all.brief());
    Reply one = api.call("GET /api/v1/watch/namespaces/default/configmaps/b", "");
    assertEquals(List.of("ADDED b"), one.brief());
  }

  @Test
  void asTablesTheColumnsComeOnce() {
    api.configMap("a");
    Reply watch = watch("", "Accept", TABLE);
    api.configMap("b");
    List<Obj> events = watch.events();
    assertEquals(2, events.size());
    Obj first = events.get(0).obj("object");
    assertEquals("Table", first.str("kind"));
    assertEquals(3, first.arr("columnDefinitions").size());
    assertEquals("2", first.obj("metadata").str("resourceVersion"));
    assertEquals(1, first.arr("rows").size());
    Obj second = events.get(1).obj("object");
    assertEquals(Null.NULL, second.get("columnDefinitions"));
    assertEquals(
        "[\"b\",0,\"0s\"]", second.arr("rows").objects().getFirst().arr("cells").toString());
  }

  @Test
  void asMetadataOnly() {
    api.configMap("a");
    Reply watch =
        watch("", "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
    Obj object = watch.events().getFirst().obj("object");
    assertEquals("PartialObjectMetadata", object.str("kind"));
    assertEquals("a", object.obj("metadata").str("name"));
  }

  @Test
  void initialEventsEndWithABookmarkThatSaysSo() {
    api.configMap("a");
    Reply watch =
        watch("&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
    List<Obj> events = watch.events();
    assertEquals("BOOKMARK", events.getLast().str("type"));
    assertEquals(
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"annotations\":{\"k8s.io/initial-events-end\":\"true\"},"
            + "\"resourceVersion\":\"2\"}}",
        events.getLast().obj("object").toString());
  }

  @Test
  void bookmarksComeAboutEveryMinuteAndBeforeTheEnd() {
    Reply watch = watch("&resourceVersion=1&allowWatchBookmarks=true&timeoutSeconds=150");
    api.scheduler.advance(Duration.ofSeconds(55));
    assertEquals(List.of(), watch.brief());
    api.scheduler.advance(Duration.ofSeconds(20));
    assertEquals(List.of("BOOKMARK "), watch.brief());
    api.scheduler.advance(Duration.ofSeconds(74));
    assertEquals(List.of("BOOKMARK ", "BOOKMARK "), watch.brief());
    assertTrue(watch.open);
    api.scheduler.advance(Duration.ofSeconds(2));
    assertFalse(watch.open);
    Reply without = watch("&resourceVersion=1&timeoutSeconds=150");
    api.scheduler.advance(Duration.ofSeconds(149));
    assertEquals(List.of(), without.brief());
  }

  @Test
  void withoutATimeoutItLastsHalfAnHourToAnHour() {
    Reply watch = watch("");
    api.scheduler.advance(Duration.ofMinutes(30).minusSeconds(1));
    assertTrue(watch.open);
    api.scheduler.advance(Duration.ofMinutes(30).plusSeconds(1));
    assertFalse(watch.open);
  }

  @Test
  void aRefusalIsAnOrdinaryAnswer() {
    Reply selector = watch("&fieldSelector=spec.nonsense=1");
    assertEquals(400, selector.status);
    assertFalse(selector.open);
    assertEquals(400, watch("&resourceVersion=x").status);
    assertEquals(422, watch("&sendInitialEvents=true").status);
    assertEquals(400, watch("&timeoutSeconds=x").status);
    assertEquals(406, watch("", "Accept", "application/yaml").status);
  }

  @Test
  void aSlowReaderIsLeftAloneAndMissesNothing() {
    Reply watch = watch("&resourceVersion=1");
    Reply quick = watch("&resourceVersion=1");
    watch.pending = WatchStreams.HIGH_WATER;
    api.configMap("a");
    api.configMap("b");
    api.configMap("c");
    assertEquals(List.of("ADDED a", "ADDED b", "ADDED c"), quick.brief());
    assertEquals(List.of("ADDED a"), watch.brief());
    watch.drain();
    assertEquals(List.of("ADDED b", "ADDED c"), watch.brief());
  }
}
