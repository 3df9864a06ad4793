package io.binnacle.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.token.Claims.Ref;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A token says what was put into it, and nobody else can make one.
final class TokenAuthorityTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final TokenAuthority AUTHORITY = TokenAuthority.of(KEY, "cluster.local", CLOCK);
  private static final Claims CLAIMS =
      new Claims(
          AUTHORITY.issuer(),
          AUTHORITY.audiences(),
          1_000,
          4_600,
          "id",
          "default",
          new Ref("bot", "u1"),
          new Ref("web", "u2"),
          new Ref("node-1", "u3"),
          null,
          2_000L);

  @Test
  void whatWasSignedIsReadBack() {
    String token = AUTHORITY.sign(CLAIMS);
    assertThat(AUTHORITY.read(token)).isEqualTo(CLAIMS);
    assertThat(AUTHORITY.read(token)).as("from memory").isSameAs(AUTHORITY.read(token));
  }

  @Test
  void theClaimsAreUpstreams() {
    assertThat(CLAIMS.toObj())
        .isEqualTo(
            Json.object(
                """
                {"iss":"https://kubernetes.default.svc.cluster.local",
                 "sub":"system:serviceaccount:default:bot",
                 "aud":["https://kubernetes.default.svc.cluster.local"],
                 "exp":4600,"iat":1000,"nbf":1000,"jti":"id",
                 "kubernetes.io":{"namespace":"default","serviceaccount":{"name":"bot","uid":"u1"},
                  "pod":{"name":"web","uid":"u2"},"node":{"name":"node-1","uid":"u3"},"warnafter":2000}}
                """));
  }

  record Forgery(String name, String token) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Forgery> forgeries() {
    SigningKey stranger = SigningKey.generate(new SecureRandom());
    String good = AUTHORITY.sign(CLAIMS);
    String[] parts = good.split("\\.");
    Obj admin = CLAIMS.toObj().with("sub", "system:serviceaccount:kube-system:admin");
    return Stream.of(
        new Forgery("signed by another key", Jwt.write(CLAIMS.toObj(), stranger)),
        new Forgery(
            "signed by another key under our key's name",
            Jwt.write(
                CLAIMS.toObj(), new SigningKey(stranger.secret(), stranger.open(), KEY.id()))),
        new Forgery("not signed at all", header("none") + "." + parts[1] + "."),
        new Forgery(
            "the public key used as a shared secret",
            header("HS256") + "." + parts[1] + "." + parts[2]),
        new Forgery("other claims", parts[0] + "." + base64(admin) + "." + parts[2]),
        new Forgery("a signature of zeros", parts[0] + "." + parts[1] + "." + base64(new byte[64])),
        new Forgery("no signature", parts[0] + "." + parts[1] + "."),
        new Forgery("another issuer", Jwt.write(CLAIMS.toObj().with("iss", "https://x"), KEY)),
        new Forgery("a subject that is not the account", Jwt.write(admin, KEY)),
        new Forgery("no end", Jwt.write(CLAIMS.toObj().without("exp"), KEY)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void aForgeryIsNotRead(Forgery forgery) {
    assertThat(AUTHORITY.read(forgery.token)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "a.b", "a.b.c", "é.é.é", "e30.e30.", "e30.e30.e30.e30"})
  void nonsenseIsNoToken(String text) {
    assertThat(AUTHORITY.read(text)).isNull();
  }

  @Test
  void hugeTokensAreNotLookedAt() {
    String huge = "a".repeat(Jwt.MAX_LENGTH);
    assertThat(Jwt.read("e30." + huge + ".e30")).isNull();
    assertThat(Jwt.read(nested(300))).as("deeply nested").isNull();
  }

  private static String nested(int depth) {
    String json = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    return "e30." + base64(json.getBytes(StandardCharsets.UTF_8)) + ".e30";
  }

  @Test
  void othersCanVerifyByTheKeySet() {
    Obj key = AUTHORITY.keys().arr("keys").objects().getFirst();
    assertThat(key.str("kid")).isEqualTo(KEY.id());
    assertThat(Base64.getUrlDecoder().decode(key.str("x"))).hasSize(32);
    assertThat(Base64.getUrlDecoder().decode(key.str("y"))).hasSize(32);
    assertThat(AUTHORITY.discovery().str("jwks_uri"))
        .isEqualTo("https://kubernetes.default.svc.cluster.local/openid/v1/jwks");
  }

  @Test
  void aPassingAuthorityReadsItsOwn() {
    TokenAuthority passing = TokenAuthority.passing(CLOCK);
    assertThat(passing.read(passing.sign(CLAIMS))).isEqualTo(CLAIMS);
    assertThat(passing.read(AUTHORITY.sign(CLAIMS))).isNull();
  }

  private static String header(String algorithm) {
    return base64(Obj.builder().put("alg", algorithm).put("kid", KEY.id()).build());
  }

  private static String base64(Obj json) {
    return base64(Json.bytes(json));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
