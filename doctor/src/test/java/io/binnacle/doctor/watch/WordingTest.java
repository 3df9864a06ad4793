package io.binnacle.doctor.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Findings in a line and in a cell.
class WordingTest {
  private static final ObjectRef WEB = ObjectRef.service(new ObjectKey("shop", "web"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          No Pod carries app=wbe; 3 Pods carry app=web (web-1, web-2).        | no Pod carries app=wbe
          Pods web-1 and web-2 are not ready. Their probe fails: HTTP 503.    | Pods web-1 and web-2 are not ready
          Readiness probe of web-1 fails: HTTP 503 from 10.244.1.3:8080.      | readiness probe of web-1 fails
          targetPort 8080 (TCP) is no port of any Pod.                        | targetPort 8080 is no port of any Pod
          All 2 Pods (web-1, web-2) are not ready: no answer. Nobody answers. | all 2 Pods are not ready
          Port 80 leads to 8080, which web-1 does not declare: declared is 80. | port 80 leads to 8080
          DNS is down.                                                        | DNS is down
          A Pod is missing                                                    | a Pod is missing
          """)
  void aCellSaysTheFirstThing(String says, String brief) {
    assertEquals(brief, Wording.brief(broken(says, Remedy.byHand(""))));
  }

  @ParameterizedTest
  @CsvSource({
    "selector-near-miss, SelectorNearMiss",
    "families, Families",
    "dns-pods-missing, DnsPodsMissing"
  })
  void reasonsAreIdsInCamelCase(String id, String reason) {
    assertEquals(reason, Wording.reason(id));
    assertEquals(id, Wording.id(reason));
  }

  @Test
  void anEventTellsTheCommandThatMends() {
    Remedy scale = Remedy.of("Scale it up.", new Change.Scale(WEB, 3));
    assertEquals(
        "Nothing runs; try: kubectl scale service/web -n shop --replicas=3",
        Wording.message(broken("Nothing runs.", scale), false));
    assertEquals(
        "once that is mended: Nothing runs; try: kubectl scale service/web -n shop --replicas=3",
        Wording.message(broken("Nothing runs.", scale), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Pod web-1 is not ready for 47s: HTTP 503.     | Pod web-1 is not ready: HTTP 503
          Node n1 is not ready for 3h5m.                | Node n1 is not ready
          Nothing waits for 2m-web.                     | Nothing waits for 2m-web
          The controllers wrote nothing for 5m, others did. | The controllers wrote nothing, others did
          """)
  void anEventLeavesTheTimeToItsAge(String says, String message) {
    assertEquals(message, Wording.message(broken(says, Remedy.byHand("")), false));
  }

  @Test
  void withoutACommandItTellsWhatToDo() {
    assertEquals(
        "Nothing runs; try: scale it up",
        Wording.message(broken("Nothing runs.", Remedy.byHand("Scale it up.")), false));
    assertEquals(
        "Nothing runs", Wording.message(broken("Nothing runs.", Remedy.byHand("")), false));
  }

  @Test
  void whatOthersSaySteersNoTerminal() {
    Finding.Broken broken = broken("It is \033[8mhidden\u202e.", Remedy.byHand("Read\u0007 it."));
    assertEquals("It is ?[8mhidden?; try: read? it", Wording.message(broken, false));
    assertEquals("it is ?[8mhidden?", Wording.brief(broken));
  }

  @Test
  void whatIsLongIsCutBetweenWords() {
    assertEquals("one two...", Wording.cut("one two three", 11));
    assertEquals("one two three", Wording.cut("one two three", 13));
    assertEquals("abcdefgh...", Wording.cut("abcdefghijklmno", 11));
    String message = Wording.message(broken("word ".repeat(500), Remedy.byHand("Wait.")), false);
    assertTrue(message.length() <= 900, message);
  }

  private static Finding.Broken broken(String says, Remedy remedy) {
    return new Finding.Broken(Severity.ERROR, WEB, "", says, List.of(), remedy);
  }
}
