package io.binnacle.server.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What new Pods are given, and refused.
final class AdmissionTest {
  private static final String ACCOUNT =
      "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\"}%s}";

  /// The accounts there are, by name; `default` is made when it is asked for.
  private final Map<String, Obj> accounts = new HashMap<>();

  private final Admission admission =
      new Admission(
          _ -> Obj.EMPTY,
          new Accounts() {
            @Override
            public @Nullable Obj find(String namespace, String name) {
              return accounts.get(name);
            }

            @Override
            public Obj ensureDefault(String namespace) {
              return accounts.computeIfAbsent("default", n -> account(n, ""));
            }
          },
          new Random(7));

  AdmissionTest() {
    accounts.put("a", account("a", ""));
    accounts.put("old", account("old", ""));
    accounts.put("shy", account("shy", ",\"automountServiceAccountToken\":false"));
    accounts.put("puller", account("puller", ",\"imagePullSecrets\":[{\"name\":\"reg\"}]"));
  }

  private static Obj account(String name, String more) {
    return Json.object(ACCOUNT.formatted(name, more));
  }

  private Obj admit(String spec) {
    Obj pod = Json.object("{\"metadata\":{\"generateName\":\"p-\"},\"spec\":" + spec + "}");
    return admission.create(ResourceName.PODS, "default", pod).obj("spec");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{},default",
        "{\"serviceAccountName\":\"a\"},a",
        "{\"serviceAccount\":\"old\"},old",
        "`{\"serviceAccountName\":\"a\",\"serviceAccount\":\"old\"}`,a",
      })
  void theOldAndTheNewNameOfTheAccountAgree(String spec, String account) {
    Obj admitted = admit(spec);
    assertThat(admitted.str("serviceAccountName")).isEqualTo(account);
    assertThat(admitted.str("serviceAccount")).isEqualTo(account);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{},0",
        "{\"priorityClassName\":\"system-cluster-critical\"},2000000000",
        "{\"priorityClassName\":\"system-node-critical\"},2000001000",
      })
  void thePriorityFollowsFromItsClass(String spec, long priority) {
    assertThat(admit(spec).integer("priority", -1)).isEqualTo(priority);
    assertThat(admit(spec).str("preemptionPolicy")).isEqualTo("PreemptLowerPriority");
  }

  @Test
  void aPriorityIsNotForTheClientToSay() {
    assertThatThrownBy(() -> admit("{\"priorityClassName\":\"vip\"}"))
        .hasMessage("pods \"p-\" is forbidden: no PriorityClass with name vip was found");
    assertThatThrownBy(() -> admit("{\"priority\":7}"))
        .hasMessageStartingWith("pods \"p-\" is forbidden: the integer value of priority (7)");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{},not-ready unreachable",
        "{\"tolerations\":[{\"operator\":\"Exists\"}]},own",
        "{\"tolerations\":[{\"key\":\"x\"}]},own not-ready unreachable",
        "`{\"tolerations\":[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoExecute\"}]}`,own unreachable",
        "`{\"tolerations\":[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]}`,own not-ready unreachable",
      })
  void everyPodWaitsFiveMinutesForItsNodeUnlessItSaysOtherwise(String spec, String expected) {
    StringBuilder found = new StringBuilder();
    for (Obj toleration : admit(spec).arr("tolerations").objects()) {
      boolean added = toleration.integer("tolerationSeconds", 0) == 300;
      String key = toleration.str("key");
      found.append(added ? key.substring(key.indexOf('/') + 1) : "own").append(' ');
    }
    assertThat(found.toString().trim()).isEqualTo(expected);
  }

  @Test
  void otherKindsPassAsTheyAre() {
    Obj object = Json.object("{\"spec\":{}}");
    assertThat(admission.create(ResourceName.SERVICES, "default", object)).isSameAs(object);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a container without mounts gets it|{'containers':[{'name':'c'}]}|c:kube-api-access-XXXXX|1",
        "so does an init container|{'initContainers':[{'name':'i'}],'containers':[{'name':'c'}]}|i:kube-api-access-XXXXX c:kube-api-access-XXXXX|1",
        "the Pod can refuse|{'automountServiceAccountToken':false,'containers':[{'name':'c'}]}||0",
        "the account can refuse|{'serviceAccountName':'shy','containers':[{'name':'c'}]}||0",
        "the Pod has the last word|{'serviceAccountName':'shy','automountServiceAccountToken':true,'containers':[{'name':'c'}]}|c:kube-api-access-XXXXX|1",
        "what is mounted there already stays|{'containers':[{'name':'c','volumeMounts':[{'name':'own','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]}],'volumes':[{'name':'own'}]}|c:own|1",
        "a volume brought along is used|{'containers':[{'name':'c'}],'volumes':[{'name':'kube-api-access-mine1'}]}|c:kube-api-access-mine1|1",
      },
      delimiter = '|')
  void theTokenIsMounted(String why, String spec, @Nullable String mounts, int volumes) {
    Obj admitted = admit(spec.replace('\'', '"'));
    StringBuilder seen = new StringBuilder();
    for (String field : List.of("initContainers", "containers")) {
      for (Obj container : admitted.arr(field).objects()) {
        container
            .arr("volumeMounts")
            .objects()
            .forEach(m -> seen.append(container.str("name") + ":" + m.str("name") + " "));
      }
    }
    // a generated name has no vowels, the one brought along has
    assertThat(seen.toString().strip().replaceAll("access-[b-df-hj-np-tv-z2-9]{5}", "access-XXXXX"))
        .isEqualTo(mounts == null ? "" : mounts);
    assertThat(admitted.arr("volumes").size()).isEqualTo(volumes);
  }

  @Test
  void theVolumeHoldsTokenAuthorityAndNamespace() {
    Obj volume = admit("{\"containers\":[{\"name\":\"c\"}]}").arr("volumes").objects().getFirst();
    assertThat(volume.obj("projected"))
        .isEqualTo(
            Json.object(
                """
                {"defaultMode":420,"sources":[
                 {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
                 {"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},
                 {"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}
                """));
  }

  @Test
  void credentialsOfTheRegistryComeFromTheAccountUnlessThePodHasItsOwn() {
    assertThat(admit("{\"serviceAccountName\":\"puller\"}").arr("imagePullSecrets").toString())
        .isEqualTo("[{\"name\":\"reg\"}]");
    assertThat(
            admit("{\"serviceAccountName\":\"puller\",\"imagePullSecrets\":[{\"name\":\"own\"}]}")
                .arr("imagePullSecrets")
                .toString())
        .isEqualTo("[{\"name\":\"own\"}]");
  }

  @Test
  void anAccountThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> admit("{\"serviceAccountName\":\"x\"}"))
        .hasMessage(
            "pods \"p-\" is forbidden: error looking up service account default/x: serviceaccount \"x\" not found");
  }
}
