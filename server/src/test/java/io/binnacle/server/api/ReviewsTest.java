package io.binnacle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Target;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.api.Harness.Reply;
import io.binnacle.server.http.User;
import io.binnacle.server.registry.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Questions, asked by POST and forgotten.
final class ReviewsTest {
  private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";
  private static final String AUTHENTICATION = "/apis/authentication.k8s.io/v1/";
  private static final User BOB = new User("bob", List.of(User.AUTHENTICATED));

  private final Harness api = new Harness();

  private Reply ask(User user, String path, String spec, String... headers) {
    String body = ("{'spec':" + spec + "}").replace('\'', '"');
    return api.call(
        Requests.of(user, "POST " + path, body.getBytes(StandardCharsets.UTF_8), headers));
  }

  private Obj status(User user, String path, String spec) {
    Reply reply = ask(user, path, spec);
    assertThat(reply.status).as(reply.text.toString()).isEqualTo(201);
    return reply.json().obj("status");
  }

  private String token() {
    api.registry.create(
        ResourceName.SERVICE_ACCOUNTS,
        "default",
        Json.object("{\"metadata\":{\"name\":\"bot\"}}"),
        WriteOptions.DEFAULT);
    return api.registry
        .create(
            new Target(ResourceName.SERVICE_ACCOUNTS, "default", "bot", "token"),
            Json.object("{\"spec\":{}}"),
            WriteOptions.DEFAULT)
        .object()
        .obj("status")
        .str("token");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bob|{'resourceAttributes':{'verb':'get','resource':'pods'}}|{'allowed':false}",
        "bob|{'nonResourceAttributes':{'verb':'get','path':'/apis'}}|{'allowed':true,'reason':'RBAC: allowed by ClusterRoleBinding system:discovery of ClusterRole system:discovery to Group system:authenticated'}",
        "admin|{'resourceAttributes':{'verb':'*','resource':'*','group':'*'}}|{'allowed':true}",
      })
  void mayI(String who, String spec, String status) {
    User user = who.equals("bob") ? BOB : Requests.ADMIN;
    assertThat(
            status(user, AUTHORIZATION + "selfsubjectaccessreviews", spec)
                .toString()
                .replace("\\\"", ""))
        .isEqualTo(status.replace('\'', '"'));
  }

  @Test
  void mayTheyAsksOnlyWhoMay() {
    String they =
        "{'user':'eve','groups':['system:masters'],'resourceAttributes':{'verb':'get','resource':'pods'}}";
    assertThat(status(Requests.ADMIN, AUTHORIZATION + "subjectaccessreviews", they).toString())
        .isEqualTo("{\"allowed\":true}");
    Reply refused = ask(BOB, AUTHORIZATION + "subjectaccessreviews", they);
    assertThat(refused.status).isEqualTo(403);
    assertThat(refused.message())
        .isEqualTo(
            "subjectaccessreviews.authorization.k8s.io is forbidden: User \"bob\" cannot create resource"
                + " \"subjectaccessreviews\" in API group \"authorization.k8s.io\" at the cluster scope");
  }

  @Test
  void aLocalQuestionIsAboutItsNamespace() {
    String path = AUTHORIZATION + "namespaces/default/localsubjectaccessreviews";
    String spec =
        "{'user':'eve','resourceAttributes':{'namespace':'%s','verb':'get','resource':'pods'}}";
    assertThat(status(Requests.ADMIN, path, spec.formatted("default")).bool("allowed", true))
        .isFalse();
    assertThat(ask(Requests.ADMIN, path, spec.formatted("other")).status).isEqualTo(400);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "selfsubjectaccessreviews|{}|422|spec.resourceAttributes: Invalid value: \"null\": exactly one of nonResourceAttributes or resourceAttributes must be specified",
        "selfsubjectaccessreviews|{'resourceAttributes':{},'nonResourceAttributes':{'path':'/x'}}|422|cannot be specified in combination with resourceAttributes",
        "subjectaccessreviews|{'resourceAttributes':{}}|422|at least one of user or group must be specified",
        "selfsubjectrulesreviews|{}|400|no namespace on request",
      })
  void aQuestionThatIsNoneIsRefused(String kind, String spec, int code, String message) {
    Reply reply = ask(Requests.ADMIN, AUTHORIZATION + kind, spec);
    assertThat(reply.status).isEqualTo(code);
    assertThat(reply.message()).contains(message);
  }

  @Test
  void whoseIsThisToken() {
    String token = token();
    Obj status =
        status(Requests.ADMIN, AUTHENTICATION + "tokenreviews", "{'token':'" + token + "'}");
    assertThat(status.bool("authenticated", false)).isTrue();
    assertThat(status.obj("user").str("username")).isEqualTo("system:serviceaccount:default:bot");
    assertThat(status.obj("user").arr("groups").strings())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
    assertThat(status.arr("audiences").strings())
        .containsExactly("https://kubernetes.default.svc.cluster.local");
    assertThat(
            status(
                    Requests.ADMIN,
                    AUTHENTICATION + "tokenreviews",
                    "{'audiences':['vault'],'token':'" + token + "'}")
                .str("error"))
        .contains("is invalid for the target audiences [\"vault\"]");
    assertThat(status(Requests.ADMIN, AUTHENTICATION + "tokenreviews", "{'token':'x'}").toString())
        .isEqualTo("{\"error\":\"invalid bearer token\",\"user\":{}}");
    assertThat(ask(Requests.ADMIN, AUTHENTICATION + "tokenreviews", "{}").message())
        .isEqualTo("token is required for TokenReview in authentication");
  }

  @Test
  void theyAreObjectsAndNoTables() {
    String spec = "{'resourceAttributes':{'verb':'get','resource':'pods'}}";
    Reply table =
        ask(
            Requests.ADMIN,
            AUTHORIZATION + "selfsubjectaccessreviews",
            spec,
            "Accept",
            "application/json;as=Table;v=v1;g=meta.k8s.io");
    assertThat(table.status).isEqualTo(406);
    assertThat(table.json().str("reason")).isEqualTo("NotAcceptable");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "GET /apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x",
    "DELETE /apis/authentication.k8s.io/v1/tokenreviews",
    "POST /apis/authentication.k8s.io/v1/tokenreviews/x",
    "POST /apis/authorization.k8s.io/v1/localsubjectaccessreviews",
  })
  void thereIsNothingToLookAt(String line) {
    assertThat(api.call(line, "{}").status).isEqualTo(405);
  }

  @Test
  void nothingIsKept() {
    long before = api.registry.revision();
    status(Requests.ADMIN, AUTHENTICATION + "selfsubjectreviews", "{}");
    assertThat(api.registry.revision()).isEqualTo(before);
  }

  @Test
  void whatAllMayI() {
    Obj status = status(BOB, AUTHORIZATION + "selfsubjectrulesreviews", "{'namespace':'default'}");
    assertThat(status.bool("incomplete", true)).isFalse();
    assertThat(status.arr("resourceRules").size()).isEqualTo(2);
    assertThat(status.arr("nonResourceRules").objects())
        .extracting(r -> r.arr("nonResourceURLs").strings().contains("/apis/*"))
        .contains(true);
  }
}
