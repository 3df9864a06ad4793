package io.binnacle.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.token.TokenVerifier.Verdict;
import io.binnacle.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens as a node agent asks for them, in process, and for how long they are worth something.
final class TokenRequestsTest {
  private static final String SELF = "https://kubernetes.default.svc.cluster.local";
  private static final Target BOT =
      new Target(ResourceName.SERVICE_ACCOUNTS, "default", "bot", "token");

  private final SimulatedScheduler time = new SimulatedScheduler(7);
  private final Registry registry =
      new Registry(
          new MemoryStore(), Schema.builtIn(), RegistryConfig.usual(time.clock(), new Random(7)));
  private final KubeApi api = new InProcessApi(registry, "test");

  @BeforeEach
  void people() {
    api.create(ResourceName.NAMESPACES, "", object("{'metadata':{'name':'default'}}"));
    api.create(ResourceName.SERVICE_ACCOUNTS, "default", object("{'metadata':{'name':'bot'}}"));
    api.create(ResourceName.NODES, "", object("{'metadata':{'name':'node-1'}}"));
    api.create(ResourceName.SECRETS, "default", object("{'metadata':{'name':'s'}}"));
    api.create(
        ResourceName.PODS,
        "default",
        object(
            """
            {'metadata':{'name':'web'},'spec':{'serviceAccountName':'bot','nodeName':'node-1',
             'containers':[{'name':'c','image':'i'}]}}\
            """));
  }

  private static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  private Obj ask(String spec) {
    return api.create(BOT, object("{'spec':" + spec + "}"));
  }

  private String worth(String token, String... audiences) {
    return switch (registry.tokens().judge(token, List.of(audiences))) {
      case Verdict.Good good -> "good";
      case Verdict.Refused(String why) -> why;
    };
  }

  private static String token(Obj answer) {
    return answer.obj("status").str("token");
  }

  private static Obj claims(Obj answer) {
    String body = token(answer).split("\\.")[1];
    return Json.object(new String(java.util.Base64.getUrlDecoder().decode(body)));
  }

  @Test
  void aTokenIsForTheApiAndAnHourUnlessToldOtherwise() {
    Obj answer = ask("{}");
    assertThat(answer.str("kind")).isEqualTo("TokenRequest");
    assertThat(Meta.name(answer)).isEqualTo("bot");
    assertThat(answer.obj("spec").toString())
        .isEqualTo("{\"audiences\":[\"" + SELF + "\"],\"expirationSeconds\":3600}");
    assertThat(answer.obj("status").str("expirationTimestamp")).isEqualTo("2026-01-01T01:00:00Z");
    assertThat(claims(answer).str("sub")).isEqualTo("system:serviceaccount:default:bot");
    assertThat(claims(answer).integer("exp", 0))
        .isEqualTo(Instant.parse("2026-01-01T01:00:00Z").getEpochSecond());
    assertThat(claims(answer).obj("kubernetes.io").keys())
        .containsExactly("namespace", "serviceaccount");
    assertThat(worth(token(answer))).isEqualTo("good");
  }

  @Test
  void aTokenOfAPodNamesItsNodeAndEndsWithIt() {
    Obj answer = ask("{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web'}}");
    Obj pod = api.get(Target.of(ResourceName.PODS, "default", "web"));
    Obj said = claims(answer).obj("kubernetes.io");
    assertThat(said.obj("pod").str("uid")).isEqualTo(Meta.uid(pod));
    assertThat(said.obj("node").str("name")).isEqualTo("node-1");
    assertThat(worth(token(answer))).isEqualTo("good");
    api.delete(Target.of(ResourceName.PODS, "default", "web"), DeleteOptions.NOW);
    assertThat(worth(token(answer)))
        .isEqualTo("[invalid bearer token, service account token has been invalidated]");
  }

  @Test
  void theVolumesTokenLastsForThoseWhoReadItOnce() {
    Obj answer =
        ask(
            "{'expirationSeconds':3607,'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web'}}");
    long now = time.clock().instant().getEpochSecond();
    assertThat(claims(answer).integer("exp", 0) - now).isEqualTo(365 * 24 * 3600);
    assertThat(claims(answer).obj("kubernetes.io").integer("warnafter", 0) - now).isEqualTo(3607);
    assertThat(answer.obj("status").str("expirationTimestamp")).isEqualTo("2026-01-01T01:00:07Z");
    Obj others =
        ask(
            "{'expirationSeconds':3607,'audiences':['vault'],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web'}}");
    assertThat(claims(others).integer("exp", 0) - now).isEqualTo(3607);
  }

  @ParameterizedTest(name = "after {0} s: {1}")
  @CsvSource({
    "0,good",
    "600,good",
    "660,good",
    "661,'[invalid bearer token, service account token has expired]'"
  })
  void aTokenEndsAMinuteAfterItsTime(long seconds, String worth) {
    String token = token(ask("{'expirationSeconds':600}"));
    time.advance(Duration.ofSeconds(seconds));
    assertThat(worth(token)).isEqualTo(worth);
  }

  @Test
  void aTokenForSomebodyElseIsNotForUs() {
    String token = token(ask("{'audiences':['vault']}"));
    assertThat(worth(token)).contains("is invalid for the target audiences");
    assertThat(worth(token, "vault", "x")).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serviceaccounts bot", "secrets s", "nodes node-1"})
  void aNamesakeIsSomebodyElse(String what) {
    String[] words = what.split(" ");
    ResourceName resource = new ResourceName("", "v1", words[0]);
    String namespace = words[0].equals("nodes") ? "" : "default";
    String kind = words[0].equals("secrets") ? "Secret" : "Node";
    String token =
        token(
            words[0].equals("serviceaccounts")
                ? ask("{}")
                : ask(
                    "{'boundObjectRef':{'apiVersion':'v1','kind':'%s','name':'%s'}}"
                        .formatted(kind, words[1])));
    assertThat(worth(token)).isEqualTo("good");
    api.delete(Target.of(resource, namespace, words[1]), DeleteOptions.NOW);
    api.create(resource, namespace, object("{'metadata':{'name':'" + words[1] + "'}}"));
    assertThat(worth(token)).contains("UID").contains("does not match");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'expirationSeconds':599}|422|may not specify a duration less than 10 minutes",
        "{'expirationSeconds':4294967297}|422|may not specify a duration larger than 2^32 seconds",
        "{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'gone'}}|404|pods \"gone\" not found",
        "{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web','uid':'1'}}|409|Operation cannot be fulfilled on Pod \"web\": the UID in the bound object reference (1) does not match",
        "{'boundObjectRef':{'apiVersion':'v1','kind':'Service','name':'web'}}|400|cannot bind token to object of type /v1, Kind=Service",
        "{'boundObjectRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'web'}}|400|cannot bind token to object of type apps/v1, Kind=Deployment",
      })
  void refuses(String spec, int code, String message) {
    assertThatThrownBy(() -> ask(spec))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.status().code()).isEqualTo(code));
  }

  @Test
  void nobodySpeaksForAPodOfSomebodyElse() {
    api.create(ResourceName.SERVICE_ACCOUNTS, "default", object("{'metadata':{'name':'other'}}"));
    assertThatThrownBy(() ->
            api.create(
                new Target(ResourceName.SERVICE_ACCOUNTS, "default", "other", "token"),
                object(
                    "{'spec':{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web'}}}")))
        .hasMessage(
            "cannot bind token for serviceaccount \"other\" to pod running with different"
                + " serviceaccount name.");
    assertThatThrownBy(() -> api.create(BOT, object("{'metadata':{'name':'x'},'spec':{}}")))
        .hasMessageContaining("must match the service account name if specified");
  }

  @Test
  void theDoorKnowsWhichSubresourcesThereAre() {
    assertThatThrownBy(() ->
            api.create(new Target(ResourceName.CONFIG_MAPS, "default", "a", "token"), Obj.EMPTY))
        .hasMessage("the server could not find the requested resource");
    assertThat(
            Meta.name(
                api.create(
                    Target.of(ResourceName.CONFIG_MAPS, "default", ""),
                    object("{'metadata':{'name':'plain'}}"))))
        .isEqualTo("plain");
  }
}
