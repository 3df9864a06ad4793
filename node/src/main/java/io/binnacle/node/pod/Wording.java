package io.binnacle.node.pod;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.time.Duration;

/// Texts in the form upstream has them.
public final class Wording {
  private Wording() {}

  /// `web_default(6b1f…)`: a Pod in a message.
  public static String pod(Obj pod) {
    return Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")";
  }

  /// Whole seconds as Go writes a duration: `10s`, `1m20s`, `5m0s`.
  public static String seconds(Duration time) {
    long seconds = time.toSeconds();
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  /// A duration as Go writes it, to the millisecond: `812ms`, `1.204s`, `1m3.5s`.
  public static String millis(Duration time) {
    long millis = time.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis < 1000) {
      return millis + "ms";
    }
    String fraction = String.format(java.util.Locale.ROOT, "%03d", millis % 1000);
    String text = millis / 1000 % 60 + "." + fraction;
    String seconds = text.replaceAll("\\.?0+$", "") + "s";
    long minutes = millis / 60_000;
    String shown = seconds.equals("s") ? "0s" : seconds;
    return minutes == 0 ? shown : minutes + "m" + shown;
  }
}
