package io.binnacle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What somebody else has to add to the API's answers.
class AdviceTest {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String WEB =
      """
      {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"wbe"},"ports":[{"port":80}]}}\
      """;
  private static final String PATCH = "{\"spec\":{\"selector\":{\"app\":\"web\"}}}";

  /// What was asked, a line each.
  private final List<String> asked = new ArrayList<>();

  private final Harness server =
      new Harness(
          new Advice() {
            @Override
            public List<String> warnings(ResourceName resource, Obj written, @Nullable Obj before) {
              asked.add(
                  resource.plural()
                      + " "
                      + Meta.name(written)
                      + " "
                      + (before == null ? "new" : before.obj("spec").obj("selector")));
              return List.of("look at \"web\"");
            }

            @Override
            public String cell(ResourceName resource, Obj object) {
              return resource.equals(ResourceName.SERVICES) ? "3/3 ready" : "";
            }
          });

  @Test
  void writersAreToldAndWhatWasBeforeIsKnown() {
    assertThat(warnings(server.call("POST " + SERVICES, WEB)))
        .containsExactly("299 - \"look at \\\"web\\\"\"");
    assertThat(warnings(patched(server, ""))).hasSize(1);
    assertThat(asked).containsExactly("services web new", "services web {\"app\":\"wbe\"}");
  }

  @Test
  void aDryRunIsToldWhatAWriteWouldBe() {
    assertThat(warnings(server.call("POST " + SERVICES + "?dryRun=All", WEB))).hasSize(1);
  }

  @Test
  void readersAreNot() {
    server.call("POST " + SERVICES, WEB);
    asked.clear();
    assertThat(warnings(server.call("GET " + SERVICES + "/web", ""))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void statusIsWrittenByThoseWhoRunTheCluster() {
    server.call("POST " + SERVICES, WEB);
    asked.clear();
    Harness.Reply reply =
        server.call(
            "PATCH " + SERVICES + "/web/status",
            "{\"status\":{}}",
            "Content-Type",
            "application/merge-patch+json");
    assertThat(reply.status).isEqualTo(200);
    assertThat(asked).isEmpty();
  }

  @Test
  void aRefusedWriteIsNoOccasion() {
    assertThat(server.call("POST " + SERVICES, "{\"kind\":\"Service\"}").status).isEqualTo(422);
    assertThat(asked).isEmpty();
  }

  @Test
  void wideColumnsSayWhatIsKnown() {
    server.call("POST " + SERVICES, WEB);
    Obj row =
        server
            .call("GET " + SERVICES, "", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
            .json()
            .arr("rows")
            .objects()
            .getFirst();
    assertThat(row.arr("cells").strings()).endsWith("app=wbe", "3/3 ready");
  }

  @Test
  void adviceThatFailsFailsNothing() {
    Harness failing =
        new Harness(
            new Advice() {
              @Override
              public List<String> warnings(
                  ResourceName resource, Obj written, @Nullable Obj before) {
                throw new StackOverflowError();
              }

              @Override
              public String cell(ResourceName resource, Obj object) {
                throw new IllegalStateException("a bug");
              }
            });
    Harness.Reply reply = failing.call("POST " + SERVICES, WEB);
    assertThat(reply.status).isEqualTo(201);
    assertThat(warnings(reply)).isEmpty();
    Harness.Reply table =
        failing.call(
            "GET " + SERVICES, "", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
    assertThat(table.status).isEqualTo(200);
    assertThat(table.text.toString()).contains("<unknown>");
  }

  private static Harness.Reply patched(Harness server, String query) {
    return server.call(
        "PATCH " + SERVICES + "/web" + query,
        PATCH,
        "Content-Type",
        "application/merge-patch+json");
  }

  private static List<String> warnings(Harness.Reply reply) {
    return reply.headers.all("Warning");
  }
}
