package io.binnacle.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.doctor.finding.Printable;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Explanations on a terminal.
class ExplainTextTest {
  @Test
  void whatOthersSaySteersNoTerminal() {
    String evil = "x\033[8m\u202e\n";
    Line line = new Line(Mark.BAD, "Topic", evil, List.of(evil));
    Arrival arrival =
        new Arrival(
            1,
            IpAddress.of("10.0.0.1"),
            80,
            new ObjectKey("shop", evil),
            evil,
            false,
            Mark.BAD,
            evil);
    PathExplanation path =
        new PathExplanation(
            evil,
            evil,
            List.of(line),
            List.of(new Leg(evil, List.of(line), List.of(arrival), Outcome.FAILS)),
            Outcome.FAILS,
            evil,
            List.of(evil));
    String text = ExplainText.of(path);
    text.lines().forEach(each -> assertEquals(each, Printable.of(each)));
    assertEquals(11, text.lines().count(), text);
  }
}
