package io.binnacle.dns.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.model.tree.Json;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;

/// Objects as no API server should let them through: fields that are missing, null or odd. Whatever of them is used, the zone
/// stays whole, and what it says can be written and read.
class HalfWrittenObjectsTest {
  private static final List<String> NAMES =
      List.of(
          "a",
          "web",
          "_http",
          "UPPER",
          "with space",
          "dot.ted",
          "\\u0000",
          "\\u00e9\\u6f22",
          "*",
          "x".repeat(63),
          "x".repeat(64),
          "x".repeat(300),
          "-",
          "..",
          "a\\\\b");
  private static final List<String> ADDRESSES =
      List.of(
          "10.0.0.1",
          "10.96.0.9",
          "fd00::1",
          "::ffff:10.0.0.1",
          "",
          "None",
          "10.0.0",
          "999.1.1.1",
          "fe80::1%eth0",
          "host.example",
          "0.0.0.0",
          "::",
          "\\u0000");
  private static final List<String> PORTS =
      List.of("80", "0", "-1", "65536", "99999999999", "null", "'http'", "1.5", "[]", "{}", "true");
  private static final List<Integer> TYPES =
      List.of(RrType.A, RrType.AAAA, RrType.SRV, RrType.CNAME, RrType.TXT, RrType.PTR, 255);

  private final ZoneEditor editor =
      new ZoneEditor(Zones.config(ZoneConfig.PodNames.VERIFIED), InstantSource.fixed(Zones.NOW));

  private static <T> T pick(SplittableRandom random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /// The field, or nothing, or null, or something of another type.
  private static String field(SplittableRandom random, String name, String value) {
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> "'%s':null,".formatted(name);
      case 2 -> "'%s':%s,".formatted(name, pick(random, List.of("[]", "{}", "0", "''", "[null]")));
      default -> "'%s':%s,".formatted(name, value);
    };
  }

  private static String object(String fields) {
    String all = fields.endsWith(",") ? fields.substring(0, fields.length() - 1) : fields;
    return "{" + all + "}";
  }

  private static String text(SplittableRandom random, List<String> all) {
    return "'" + pick(random, all) + "'";
  }

  private static String metadata(SplittableRandom random, String labels) {
    return object(
        field(random, "name", text(random, NAMES))
            + field(random, "namespace", text(random, NAMES))
            + field(random, "labels", labels));
  }

  private static String ports(SplittableRandom random) {
    String port =
        object(
            field(random, "name", text(random, NAMES))
                + field(random, "protocol", text(random, List.of("TCP", "UDP", "tcp", "", "x y")))
                + field(random, "port", pick(random, PORTS)));
    return "[" + port + (random.nextBoolean() ? "," + port : "") + "]";
  }

  private static String service(SplittableRandom random) {
    String spec =
        object(
            field(random, "type", text(random, List.of("ClusterIP", "ExternalName", "", "x")))
                + field(random, "clusterIP", text(random, ADDRESSES))
                + field(random, "clusterIPs", "[" + text(random, ADDRESSES) + "]")
                + field(random, "externalName", text(random, NAMES))
                + field(random, "publishNotReadyAddresses", "true")
                + field(random, "ports", ports(random)));
    return object("'metadata':" + metadata(random, "{}") + "," + field(random, "spec", spec));
  }

  private static String slice(SplittableRandom random) {
    String conditions =
        object(field(random, "ready", pick(random, List.of("true", "false", "'x'"))));
    String endpoint =
        object(
            field(random, "addresses", "[" + text(random, ADDRESSES) + "]")
                + field(random, "hostname", text(random, NAMES))
                + field(random, "conditions", conditions)
                + field(random, "targetRef", "{'kind':'Pod','name':" + text(random, NAMES) + "}"));
    String labels = "{'kubernetes.io/service-name':" + text(random, NAMES) + "}";
    return object(
        "'metadata':"
            + metadata(random, labels)
            + ","
            + field(random, "addressType", text(random, List.of("IPv4", "IPv6", "FQDN", "x")))
            + field(random, "ports", ports(random))
            + field(random, "endpoints", "[" + endpoint + "," + endpoint + "]"));
  }

  private static String pod(SplittableRandom random) {
    String status =
        object(
            field(random, "phase", text(random, List.of("Running", "Failed", "x")))
                + field(random, "podIP", text(random, ADDRESSES))
                + field(random, "podIPs", "[{'ip':" + text(random, ADDRESSES) + "}]"));
    return object("'metadata':" + metadata(random, "{}") + "," + field(random, "status", status));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theZoneStaysWholeAndAnswers(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Zones.service(
        editor,
        "{'metadata':{'name':'sound','namespace':'default'},'spec':{'clusterIP':'10.96.0.77','ports':[{'port':80}]}}");
    editor.namespace("default", true);
    for (int i = 0; i < 2_000; i++) {
      change(random);
      if (i % 20 == 0) {
        ClusterZone zone = editor.snapshot(true);
        ask(zone, DnsName.of("sound.default.svc.cluster.local"), RrType.A, 1);
        ask(zone, name(random), pick(random, TYPES), -1);
        readAll(zone);
      }
    }
  }

  private void change(SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 ->
          editor.namespace(
              Json.object(object("'n':" + text(random, NAMES)).replace('\'', '"')).str("n"),
              random.nextBoolean());
      case 1 -> {
        PodView pod = PodView.of(Json.object(pod(random).replace('\'', '"')));
        editor.pod(pod.key(), random.nextInt(3) == 0 ? null : pod);
      }
      case 2, 3, 4 -> {
        ServiceView service = ServiceView.of(Json.object(service(random).replace('\'', '"')));
        editor.service(service.key(), random.nextInt(4) == 0 ? null : service);
      }
      default -> {
        SliceView slice = SliceView.of(Json.object(slice(random).replace('\'', '"')));
        editor.slice(slice.key(), random.nextInt(4) == 0 ? null : slice);
      }
    }
  }

  private static DnsName name(SplittableRandom random) {
    String front = random.nextBoolean() ? "" : pick(random, List.of("_http._tcp.", "x.", "a.b.c."));
    DnsName name =
        DnsName.parse(
            front
                + pick(random, List.of("a", "web", "x".repeat(63)))
                + "."
                + pick(random, List.of("a", "web", "default"))
                + ".svc.cluster.local");
    return name == null || random.nextInt(8) == 0 ? DnsName.of("1.0.0.10.in-addr.arpa") : name;
  }

  /// @param answers how many there are to be; negative for any number
  private static void ask(ClusterZone zone, DnsName name, int type, int answers)
      throws IOException {
    byte[] octets = MessageReader.query(7, name, type);
    Query query =
        assertInstanceOf(Query.Read.Good.class, QueryReader.read(octets, octets.length)).query();
    Message reply = new Message(ReplyWriter.reply(query, zone.answer(name, type), true));
    if (answers >= 0) {
      assertEquals(answers, reply.getHeader().getCount(1));
    }
  }

  private static void readAll(ClusterZone zone) {
    for (Iterator<?> records = zone.records(); records.hasNext(); ) {
      records.next();
    }
  }
}
