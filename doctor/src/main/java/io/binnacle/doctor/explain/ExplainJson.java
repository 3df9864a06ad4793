package io.binnacle.doctor.explain;

import io.binnacle.doctor.explain.NameExplanation.Found;
import io.binnacle.doctor.explain.NameExplanation.Try;
import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Explanations as JSON, for programs: all that the text says, nothing cut.
public final class ExplainJson {
  private ExplainJson() {}

  /// A path.
  public static Obj of(PathExplanation path) {
    return Obj.builder()
        .put("from", path.from())
        .put("to", path.to())
        .put("outcome", word(path.outcome()))
        .put("says", path.says())
        .put("lines", all(path.lines(), ExplainJson::line))
        .put("ways", all(path.legs(), ExplainJson::leg))
        .put("next", all(path.next(), Str::of))
        .build();
  }

  private static Obj leg(Leg leg) {
    return Obj.builder()
        .put("title", leg.title())
        .put("outcome", word(leg.outcome()))
        .put("lines", all(leg.lines(), ExplainJson::line))
        .put("arrivals", all(leg.arrivals(), ExplainJson::arrival))
        .build();
  }

  private static Obj line(Line line) {
    return Obj.builder()
        .put("mark", word(line.mark()))
        .put("topic", line.topic())
        .put("says", line.says())
        .put("more", all(line.more(), Str::of))
        .build();
  }

  private static Obj arrival(Arrival arrival) {
    Obj.Builder out =
        Obj.builder()
            .put("percent", number(arrival.probability()))
            .put("address", arrival.address().toString())
            .put("port", arrival.port())
            .put("masqueraded", arrival.masqueraded())
            .put("mark", word(arrival.mark()))
            .put("says", arrival.says())
            .putUnlessEmpty("node", arrival.node());
    if (arrival.pod() != null) {
      out.put("namespace", arrival.pod().namespace()).put("pod", arrival.pod().name());
    }
    return out.build();
  }

  /// A name.
  public static Obj of(NameExplanation name) {
    return Obj.builder()
        .put("name", name.name())
        .put("type", name.type())
        .put("asker", name.whose())
        .put("settings", all(name.settings(), Str::of))
        .put("settingsFrom", name.why())
        .put("outcome", word(name.outcome()))
        .put("says", name.says())
        .put("tries", all(name.tries(), ExplainJson::attempt))
        .put("next", all(name.next(), Str::of))
        .build();
  }

  private static Obj attempt(Try each) {
    return Obj.builder()
        .put("name", each.name())
        .put("mark", word(each.mark()))
        .put("result", each.result())
        .put("why", each.why())
        .put("records", all(each.records(), ExplainJson::found))
        .build();
  }

  private static Obj found(Found found) {
    return Obj.builder().put("record", found.record()).put("from", found.from()).build();
  }

  private static <T> Arr all(List<T> some, Function<T, Value> form) {
    return Arr.copyOf(some.stream().map(form).toList());
  }

  private static Value number(double probability) {
    return new Real(BigDecimal.valueOf(probability * 100).setScale(2, RoundingMode.HALF_UP));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
