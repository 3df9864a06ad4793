package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static io.binnacle.model.meta.ResourceName.ENDPOINTS;
import static io.binnacle.model.meta.ResourceName.PODS;
import static io.binnacle.model.meta.ResourceName.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.store.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists: order, pages, selectors, and which moment they show.
final class ListTest {
  private final World world =
      new World(List.of("10.96.0.0/12"), new Retention(40, Duration.ofHours(1)));

  private void maps(String namespace, String... names) {
    for (String name : names) {
      world.create(
          CONFIG_MAPS,
          "{metadata: {name: "
              + name
              + ", namespace: "
              + namespace
              + ", labels: {n: "
              + name
              + "}}}");
    }
  }

  private ListResult list(ListQuery query) {
    return world.registry.list(CONFIG_MAPS, "", query);
  }

  private static ListQuery limit(long limit, String token) {
    return new ListQuery("", "", limit, token, "", "", false);
  }

  private static String names(ListResult list) {
    return list.items().stream().map(Meta::name).collect(Collectors.joining(" "));
  }

  @Test
  void objectsComeSortedByNamespaceAndNameWithTheRevisionOfTheStore() {
    maps("other", "b");
    maps("default", "c", "a");
    world.create(SERVICES, "{metadata: {name: s, namespace: default}, spec: {ports: [{port: 1}]}}");
    ListResult all = list(ListQuery.ALL);
    assertThat(names(all)).isEqualTo("a c b");
    assertThat(all.revision()).isEqualTo(world.store.revision());
    assertThat(world.registry.list(CONFIG_MAPS, "other", ListQuery.ALL).items()).hasSize(1);
  }

  @Test
  void allPagesShowOneMoment() {
    maps("default", "a", "b", "c", "d", "e");
    ListResult first = list(limit(2, ""));
    maps("default", "aa");
    ListResult second = list(limit(2, first.continueToken()));
    ListResult third = list(limit(2, second.continueToken()));

    assertThat(List.of(names(first), names(second), names(third)))
        .containsExactly("a b", "c d", "e");
    assertThat(List.of(first.revision(), second.revision(), third.revision()))
        .containsOnly(first.revision());
    assertThat(first.remaining()).isEqualTo(3);
    assertThat(second.remaining()).isEqualTo(1);
    assertThat(third.remaining()).isNull();
    assertThat(third.continueToken()).isEmpty();
  }

  @Test
  void withSelectorsAPageIsFilledFromWhatMatches() {
    maps("default", "a", "b", "c", "d", "e");
    ListQuery query = new ListQuery("n in (b,d,e)", "", 2, "", "", "", false);
    ListResult first = list(query);
    ListResult second =
        list(new ListQuery("n in (b,d,e)", "", 2, first.continueToken(), "", "", false));
    assertThat(names(first)).isEqualTo("b d");
    assertThat(first.remaining()).as("unknown with selectors").isNull();
    assertThat(names(second)).isEqualTo("e");
  }

  @Test
  void aPageThatIsTooOldSaysSoAndHowToGoOn() {
    maps("default", "a", "b", "c");
    ListResult first = list(limit(1, ""));
    for (int i = 0; i < 50; i++) {
      maps("other", "x" + i);
    }
    Status status = refused(limit(1, first.continueToken()));
    assertThat(status.code()).isEqualTo(410);
    assertThat(status.reason()).isEqualTo("Expired");
    String token = status.metadata().str("continue");
    ListResult rest = list(limit(2, token));
    assertThat(names(rest)).isEqualTo("b c");
    assertThat(rest.revision()).isGreaterThan(first.revision());
  }

  @Test
  void aListCanBeOfARevisionThatIsPast() {
    maps("default", "a");
    String then = Long.toString(world.store.revision());
    maps("default", "b");
    assertThat(names(list(new ListQuery("", "", 0, "", then, "Exact", false)))).isEqualTo("a");
    assertThat(names(list(new ListQuery("", "", 5, "", then, "", false)))).isEqualTo("a");
    assertThat(names(list(new ListQuery("", "", 0, "", then, "", false)))).isEqualTo("a b");
    assertThat(names(list(new ListQuery("", "", 5, "", then, "NotOlderThan", false))))
        .isEqualTo("a b");
    assertThat(names(list(new ListQuery("", "", 1, "", "0", "", false))))
        .as("whatever is at hand comes whole")
        .isEqualTo("a b");
  }

  @ParameterizedTest(name = "limit {0} continue {1} resourceVersion {2} match {3}: {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "0,'','',Exact,'422 ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
            + " resourceVersionMatch is forbidden unless resourceVersion is provided'",
        "0,'',0,Exact,'422 ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
            + " resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"'",
        "0,'',1,Foo,'422 ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported"
            + " value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"'",
        "0,'',abc,'','400 invalid resource version: resourceVersion: Invalid value: \"abc\":"
            + " strconv.ParseUint: parsing \"abc\": invalid syntax'",
        "0,'',-1,'','400 invalid resource version: resourceVersion: Invalid value: \"-1\":"
            + " strconv.ParseUint: parsing \"-1\": invalid syntax'",
        "0,'',999,'','504 Timeout: Too large resource version: 999, current: 2'",
        "0,'!!!!','','','400 continue key is not valid: Illegal base64 character 21'",
        "0,e30,'','','400 continue key is not valid: not a token of this server'",
      })
  void optionsThatMakeNoSense(
      long limit, String token, String version, String match, String expected) {
    Status status = refused(new ListQuery("", "", limit, token, version, match, false));
    assertThat(status.code() + " " + status.message()).isEqualTo(expected);
  }

  @Test
  void aRevisionOfTheFutureIsNamedAsTheCause() {
    Status status = refused(new ListQuery("", "", 0, "", "999", "", false));
    assertThat(status.hasCause("ResourceVersionTooLarge")).isTrue();
    assertThat(status.details().integer("retryAfterSeconds", 0)).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} labels ''{1}'' fields ''{2}'': {3}")
  @CsvSource({
    "services,'a b','',400 couldn't parse the selector string \"a b\"",
    "services,'','spec.type=ClusterIP,spec.foo=1',400 field label not supported: spec.foo",
    "endpoints,'','subsets=1',400 \"subsets\" is not a known field selector: only \"metadata.name\" \"metadata.namespace\"",
  })
  void selectorsThatMakeNoSense(String plural, String labels, String fields, String expected) {
    ResourceName resource = plural.equals("services") ? SERVICES : ENDPOINTS;
    Status status =
        refusal(() ->
            world.registry.list(resource, "", new ListQuery(labels, fields, 0, "", "", "", false)));
    assertThat(status.code()).isEqualTo(400);
    if (!fields.isEmpty()) {
      assertThat((status.code() + " " + status.message()).replace(",", "")).isEqualTo(expected);
    }
  }

  @Test
  void podsAreFoundByWhereTheyRunAndHowTheyAre() {
    world.create(PODS, pod("a", "node-1"));
    world.create(PODS, pod("b", ""));
    assertThat(pods("spec.nodeName=node-1")).isEqualTo("a");
    assertThat(pods("spec.host=node-1")).isEqualTo("a");
    assertThat(pods("spec.nodeName=")).isEqualTo("b");
    assertThat(pods("status.phase=Pending,spec.nodeName!=node-1")).isEqualTo("b");
    assertThat(pods("spec.hostNetwork=false")).isEqualTo("a b");
    assertThat(pods("metadata.name=b")).isEqualTo("b");
    assertThat(pods("metadata.namespace=other")).isEmpty();
    assertThat(pods("metadata.name=b,metadata.namespace=default")).isEqualTo("b");
  }

  private String pods(String fields) {
    return names(world.registry.list(PODS, "", new ListQuery("", fields, 0, "", "", "", false)));
  }

  static String pod(String name, String node) {
    return "{metadata: {name: "
        + name
        + ", namespace: default}, spec: {nodeName: \""
        + node
        + "\", containers: [{name: c, image: i}]}}";
  }

  private Status refused(ListQuery query) {
    return refusal(() -> list(query));
  }

  static Status refusal(Runnable call) {
    List<Status> got = new ArrayList<>();
    try {
      call.run();
    } catch (ApiException e) {
      got.add(e.status());
    }
    assertThat(got).as("refused").hasSize(1);
    return got.getFirst();
  }
}
