package io.binnacle.server.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What new Pods are given, and refused.
final class AdmissionTest {
  private final Admission admission = new Admission(_ -> Obj.EMPTY);

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
}
