package io.binnacle.model.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.schema.Checker;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.TypeMismatchException;
import io.binnacle.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  /// @param command what kubectl 1.33 was told
  /// @param sent the body it sent
  /// @param read what that says, once the fields Go sends for nothing are dropped
  record Captured(String command, String sent, String read) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Captured> captured() {
    return Stream.of(
        new Captured(
            "create namespace demo2",
            "6b3873000a0f0a02763112094e616d657370616365121d0a150a0564656d6f3212001a0022002a003200380042"
                + "0012001a020a001a002200",
            "{\"metadata\":{\"name\":\"demo2\"},\"spec\":{},\"status\":{}}"),
        new Captured(
            "create secret generic s2 --from-literal=pw=geheim",
            "6b3873000a0c0a027631120653656372657412240a120a02733212001a0022002a00320038004200120c0a0270"
                + "77120667656865696d1a001a002200",
            "{\"data\":{\"pw\":\"Z2VoZWlt\"},\"metadata\":{\"name\":\"s2\"}}"),
        new Captured(
            "create service nodeport web --tcp=80:http --node-port=30080",
            "6b3873000a0d0a027631120753657276696365126d0a1f0a0377656212001a0022002a00320038004200"
                + "5a0a0a03617070120377656212460a200a0738302d6874747012035443501850220a080110001a04687474"
                + "702880eb01120a0a0361707012037765621a0022084e6f6465506f72743a00420052005a00600068001a020a"
                + "001a002200",
            "{\"metadata\":{\"labels\":{\"app\":\"web\"},\"name\":\"web\"},\"spec\":{\"ports\":[{\"name\":\"80-http\","
                + "\"nodePort\":30080,\"port\":80,\"protocol\":\"TCP\",\"targetPort\":\"http\"}],"
                + "\"selector\":{\"app\":\"web\"},\"type\":\"NodePort\"},\"status\":{\"loadBalancer\":{}}}"),
        new Captured(
            "create deployment web2 --image=nginx --replicas=2 --port=80",
            "6b3873000a150a07617070732f7631120a4465706c6f796d656e7412bc010a210a047765623212001a0022002a"
                + "003200380042005a0b0a036170701204776562321288010802120d0a0b0a036170701204776562321a6d0a1d"
                + "0a0012001a0022002a003200380042005a0b0a03617070120477656232124c122e0a056e67696e7812056e67"
                + "696e782a00320a0a001000185022002a0042006a007200800100880100900100a201001a00320042004a0052"
                + "005800600068008201008a01009a0100c2010022020a00280038001a0c0800100018002000280038001a0022"
                + "00",
            "{\"metadata\":{\"labels\":{\"app\":\"web2\"},\"name\":\"web2\"},\"spec\":{\"replicas\":2,"
                + "\"selector\":{\"matchLabels\":{\"app\":\"web2\"}},\"strategy\":{},\"template\":{\"metadata\":"
                + "{\"labels\":{\"app\":\"web2\"}},\"spec\":{\"containers\":[{\"image\":\"nginx\",\"name\":\"nginx\","
                + "\"ports\":[{\"containerPort\":80}],\"resources\":{}}]}}},\"status\":{}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("captured")
  void readsWhatKubectlSends(Captured c) throws Exception {
    Envelope envelope = Envelope.read(HexFormat.of().parseHex(c.sent));
    assertEquals(c.read, read(envelope).toString());
  }

  private static Obj read(Envelope envelope) throws ProtobufException, TypeMismatchException {
    KindType kind = kind(envelope.apiVersion(), envelope.kind());
    return Checker.check(envelope.object(kind.struct()), kind.struct()).pruned();
  }

  private static KindType kind(String apiVersion, String kind) {
    return Objects.requireNonNull(
        Schema.builtIn().kindType(apiVersion, kind), apiVersion + " " + kind);
  }

  @Test
  void readsTheTypesThatAreMoreThanTheyLook() throws Exception {
    Message pod =
        new Message()
            .message(
                1,
                new Message()
                    .string(1, "p")
                    .message(8, new Message().number(1, 1_795_428_000L))
                    .message(9, new Message())
                    .number(10, 0)
                    .message(
                        17,
                        new Message()
                            .string(1, "kubectl")
                            .message(7, new Message().string(1, "{\"f:spec\":{}}"))))
            .message(
                2,
                new Message()
                    .message(
                        1,
                        new Message()
                            .string(1, "data")
                            .message(2, new Message().message(2, new Message().string(1, ""))))
                    .message(
                        2,
                        new Message()
                            .string(1, "c")
                            .message(
                                8,
                                new Message()
                                    .message(
                                        1,
                                        new Message()
                                            .string(1, "memory")
                                            .message(2, new Message().string(1, "1Gi"))))
                            .message(
                                10,
                                new Message()
                                    .message(
                                        1,
                                        new Message()
                                            .message(
                                                2,
                                                new Message()
                                                    .string(1, "/")
                                                    .message(
                                                        2,
                                                        new Message()
                                                            .number(1, 0)
                                                            .number(2, 8080)
                                                            .string(3, ""))))
                                    .number(2, -1)
                                    .number(99, 5)))
                    .number(5, -1));
    assertEquals(
        "{\"metadata\":{\"creationTimestamp\":\"2026-11-23T10:00:00Z\",\"deletionGracePeriodSeconds\":0,"
            + "\"managedFields\":[{\"fieldsV1\":{\"f:spec\":{}},\"manager\":\"kubectl\"}],\"name\":\"p\"},"
            + "\"spec\":{\"activeDeadlineSeconds\":-1,\"containers\":[{\"livenessProbe\":{\"httpGet\":{\"path\":\"/\","
            + "\"port\":8080},\"initialDelaySeconds\":-1},\"name\":\"c\",\"resources\":{\"limits\":{\"memory\":\"1Gi\"}}}],"
            + "\"volumes\":[{\"emptyDir\":{},\"name\":\"data\"}]}}",
        read(new Envelope("v1", "Pod", pod.bytes())).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k8s", "{\"kind\":\"Pod\"}"})
  void whatIsNoEnvelopeIsRefused(String body) {
    ProtobufException e =
        assertThrows(
            ProtobufException.class, () -> Envelope.read(body.getBytes(StandardCharsets.UTF_8)));
    assertTrue(String.valueOf(e.getMessage()).contains("[107 56 115 0]"));
  }

  static Stream<Long> seeds() {
    return LongStream.range(0, 500).boxed();
  }

  /// Hostile bytes are an ordinary refusal: never another exception, never a read past the end.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damagedBytesAreReadOrRefused(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Captured[] all = captured().toArray(Captured[]::new);
    byte[] bytes = HexFormat.of().parseHex(all[random.nextInt(all.length)].sent);
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
    }
    byte[] cut = Arrays.copyOf(bytes, bytes.length - random.nextInt(8));
    try {
      Envelope.read(cut).object(kind("apps/v1", "Deployment").struct());
    } catch (ProtobufException refused) {
      assertTrue(!String.valueOf(refused.getMessage()).isEmpty());
    }
  }

  @Test
  void depthIsBounded() {
    // No structure of the built-in table holds itself, so the bound can only be met by a table that
    // does.
    Schema recursive =
        Schema.load(
            Map.of(
                "core.v1.schema",
                """
                group core v1 prefix io.k8s.api.core.v1
                kind Volume "A thing."
                  resource volumes singular volume scope Cluster verbs get
                  field name Volume "Another."
                """));
    KindType kind = Objects.requireNonNull(recursive.kindType("v1", "Volume"));
    Message nested = new Message();
    for (int i = 0; i < 100; i++) {
      nested = new Message().message(1, nested);
    }
    byte[] raw = nested.bytes();
    ProtobufException e =
        assertThrows(
            ProtobufException.class, () -> new Envelope("v1", "Volume", raw).object(kind.struct()));
    assertEquals("nested more than 64 deep", e.getMessage());
  }

  @Test
  void aListWithinAMapIsReadFromItsMessage() throws Exception {
    // SubjectAccessReview{spec{user "eve", extra {"scopes": ["a", "b"]}}}
    String entry = "0a0673636f706573" + "12060a01610a0162";
    String spec = "1a03657665" + "2a10" + entry;
    String raw = "1217" + spec;
    String type =
        "0a17617574686f72697a6174696f6e2e6b38732e696f2f763112135375626a656374416363657373526576696577";
    byte[] body = HexFormat.of().parseHex("6b387300" + "0a2e" + type + "1219" + raw);
    KindType kind =
        Objects.requireNonNull(
            Schema.builtIn().kindType("authorization.k8s.io/v1", "SubjectAccessReview"));
    assertEquals(
        "{\"extra\":{\"scopes\":[\"a\",\"b\"]},\"user\":\"eve\"}",
        Envelope.read(body).object(kind.struct()).obj("spec").toString());
  }
}
