package io.binnacle.node.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPlayTest {
  private static final Instant BOUND = Instant.parse("2026-01-01T00:00:00Z");

  private static Obj pod(String restartPolicy, String script) {
    Obj pod =
        Json.object(
            ("{'metadata':{'name':'p','namespace':'default','uid':'u'},'spec':{'restartPolicy':'"
                    + restartPolicy
                    + "','containers':[{'name':'c','image':'i'}]},'status':{'phase':'Pending'}}")
                .replace('\'', '"'));
    for (String part : script.isEmpty() ? new String[0] : script.split(" ", -1)) {
      String[] keyAndValue = part.split("=", 2);
      pod = Meta.withAnnotation(pod, PodScript.PREFIX + keyAndValue[0], keyAndValue[1]);
    }
    return pod;
  }

  private static PodPlay play(Obj pod, Instant now) {
    return PodPlay.at(pod, PodScript.of(pod), BOUND, "10.244.1.2", "172.30.0.2", now);
  }

  private static String state(PodPlay play) {
    Obj container = play.status().arr("containerStatuses").objects().getFirst();
    boolean ready =
        play.status().arr("conditions").objects().stream()
            .anyMatch(c -> c.str("type").equals("Ready") && c.str("status").equals("True"));
    return play.phase()
        + (ready ? " Ready " : " ")
        + container.obj("state").keys().getFirst()
        + " restarts "
        + container.integer("restartCount", -1);
  }

  @ParameterizedTest(name = "{0} with {1} after {2} s: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Always    | ''                          | 0  | Running Ready running restarts 0
          Always    | ready=false                 | 0  | Running running restarts 0
          Always    | start-delay=3s              | 2  | Pending waiting restarts 0
          Always    | start-delay=3s              | 3  | Running Ready running restarts 0
          Always    | ready-delay=2s              | 1  | Running running restarts 0
          Always    | ready-delay=2s              | 2  | Running Ready running restarts 0
          Always    | restarts=4                  | 0  | Running Ready running restarts 4
          Always    | waiting=ImagePullBackOff    | 0  | Pending waiting restarts 0
          Always    | exit-code=1                 | 0  | Running waiting restarts 1
          Never     | exit-code=0                 | 0  | Succeeded terminated restarts 0
          Never     | exit-code=3 run-for=5s      | 4  | Running Ready running restarts 0
          Never     | exit-code=3 run-for=5s      | 5  | Failed terminated restarts 0
          OnFailure | exit-code=0                 | 0  | Succeeded terminated restarts 0
          OnFailure | exit-code=2                 | 0  | Running waiting restarts 1
          """)
  void followsItsScript(String restartPolicy, String script, int seconds, String expected) {
    assertEquals(expected, state(play(pod(restartPolicy, script), BOUND.plusSeconds(seconds))));
  }

  @Test
  void saysWhenItWillBeAnotherOne() {
    Obj pod = pod("Never", "start-delay=1s ready-delay=2s run-for=10s");
    List<Long> moments = new ArrayList<>();
    Instant now = BOUND;
    while (true) {
      Instant next = play(pod, now).next();
      if (next == null) {
        break;
      }
      moments.add(Duration.between(BOUND, next).toSeconds());
      now = next;
    }
    assertEquals(List.of(1L, 3L, 11L), moments);
  }

  @Test
  void aDeletedPodStopsAfterItsOwnDelayButNeverAfterItsGracePeriod() {
    for (String delay : List.of("0s", "4s", "60s")) {
      Obj pod =
          pod("Always", "termination-delay=" + delay)
              .change(
                  "metadata",
                  m ->
                      m.with("deletionTimestamp", "2026-01-01T00:00:30Z")
                          .with("deletionGracePeriodSeconds", 20));
      long stops = delay.equals("0s") ? 10 : delay.equals("4s") ? 14 : 30;
      assertEquals(false, play(pod, BOUND.plusSeconds(stops - 1)).gone(), delay);
      assertEquals(true, play(pod, BOUND.plusSeconds(stops)).gone(), delay);
    }
  }

  @Test
  void aScriptThatMakesNoSenseIsReportedAndTheDefaultStandsIn() {
    PodScript script =
        PodScript.of(pod("Always", "ready=maybe start-delay=soon exit-code=900 restarts=-1"));
    assertEquals(4, script.complaints().size());
    assertEquals(true, script.ready());
    assertEquals(Duration.ZERO, script.startDelay());
    assertEquals(
        "annotation simulate.binnacle.io/ready is \"maybe\", want true or false",
        script.complaints().getFirst());
  }
}
