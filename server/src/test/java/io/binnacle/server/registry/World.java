package io.binnacle.server.registry;

import io.binnacle.client.Target;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import io.binnacle.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// A registry over a memory store with a clock that stands still, and the namespaces `default` and `other`.
final class World {
  final List<String> cidrs;
  private final int lastNodePort;
  final Store store;
  final Registry registry;
  private Instant now = Instant.parse("2026-11-23T10:00:00Z");

  World() {
    this(List.of("10.96.0.0/12"), Retention.DEFAULT);
  }

  World(List<String> cidrs, Retention retention) {
    this(cidrs, retention, 32_767);
  }

  World(List<String> cidrs, Retention retention, int lastNodePort) {
    this.cidrs = cidrs;
    this.lastNodePort = lastNodePort;
    this.store = new MemoryStore(retention, () -> now);
    this.registry = over(cidrs);
    for (String namespace : List.of("default", "other")) {
      create(
          ResourceName.NAMESPACES,
          "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
    }
  }

  /// Another registry over the same store, as after a restart.
  Registry over(List<String> cidrs) {
    RegistryConfig config =
        new RegistryConfig(
            cidrs.stream().map(Cidr::of).toList(), 30_000, lastNodePort, () -> now, new Random(7));
    return new Registry(store, Schema.builtIn(), config);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Obj create(ResourceName resource, String object) {
    Obj parsed = obj(object);
    String namespace = parsed.obj("metadata").str("namespace");
    return registry.create(resource, namespace, parsed, WriteOptions.DEFAULT).object();
  }

  Obj update(ResourceName resource, Obj object) {
    return registry.update(Target.of(resource, object), object, WriteOptions.DEFAULT).object();
  }

  Obj get(ResourceName resource, String namespace, String name) {
    return registry.get(Target.of(resource, namespace, name));
  }

  /// Reads relaxed JSON: bare words and keys need no quotes.
  static Obj obj(String relaxed) {
    StringBuilder json = new StringBuilder();
    String special = "{}[],: \n";
    for (int i = 0; i < relaxed.length(); ) {
      char c = relaxed.charAt(i);
      if (c == '"') {
        int end = relaxed.indexOf('"', i + 1) + 1;
        json.append(relaxed, i, end);
        i = end;
      } else if (special.indexOf(c) >= 0) {
        json.append(c);
        i++;
      } else {
        int end = i;
        while (end < relaxed.length() && special.indexOf(relaxed.charAt(end)) < 0) {
          end++;
        }
        String word = relaxed.substring(i, end);
        boolean bare = word.matches("-?\\d+|true|false|null");
        json.append(bare ? word : "\"" + word + "\"");
        i = end;
      }
    }
    return Json.object(json.toString());
  }
}
