package io.binnacle.doctor.watch;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Printable;
import io.binnacle.doctor.finding.Remedy;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Findings in the words of Events and columns. Pure.
final class Wording {
  /* The API's own bound for the message of an Event, in bytes; ours count characters and leave room for others' alphabets. */
  private static final int MESSAGE = 900;

  /* *for 47s*, *for 3h5m*. */
  private static final Pattern FOR_SO_LONG = Pattern.compile(" for (\\d+[smhd])+(?![\\w-])");

  /* Lists of names and other asides. */
  private static final Pattern ASIDE = Pattern.compile(" \\([^()]*\\)");

  /* Words of the API that keep their capital letter in the middle of a sentence. */
  private static final Set<String> NAMES =
      Set.of(
          "Pod",
          "Pods",
          "Service",
          "Services",
          "Endpoints",
          "EndpointSlice",
          "EndpointSlices",
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "Job",
          "Node",
          "Nodes",
          "NetworkPolicy",
          "NetworkPolicies",
          "Namespace",
          "Ingress");

  private Wording() {}

  /// The id of a check as the reason of an Event: `selector-near-miss` is `SelectorNearMiss`.
  static String reason(String id) {
    StringBuilder out = new StringBuilder(id.length());
    boolean up = true;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == '-') {
        up = true;
      } else {
        out.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return out.toString();
  }

  /// The id of the check with this reason.
  static String id(String reason) {
    StringBuilder out = new StringBuilder(reason.length() + 4);
    for (int i = 0; i < reason.length(); i++) {
      char c = reason.charAt(i);
      if (Character.isUpperCase(c) && !out.isEmpty()) {
        out.append('-');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  /// The message of an Event: what is wrong, then what to try. An Event has an age of its own, and stays the same while time passes.
  ///
  /// @param behind whether this shows only once something else is mended
  static String message(Finding.Broken broken, boolean behind) {
    String says =
        withoutStop(
            (behind ? "once that is mended: " : "")
                + FOR_SO_LONG.matcher(Printable.of(broken.says())).replaceAll(""));
    String command = says + "; try: " + Printable.of(commands(broken.remedy().changes()));
    if (!broken.remedy().changes().isEmpty() && command.length() <= MESSAGE) {
      return command;
    }
    return cut(says + advice(broken.remedy()), MESSAGE);
  }

  private static String commands(List<Change> changes) {
    return changes.stream().map(Change::command).collect(Collectors.joining(" && "));
  }

  private static String advice(Remedy remedy) {
    return remedy.tryThis().isBlank()
        ? ""
        : "; try: " + lower(withoutStop(Printable.of(remedy.tryThis())));
  }

  /// The first thing a finding says, to stand behind a colon: *no Pod carries app=wbe*.
  static String brief(Finding.Broken broken) {
    String says = ASIDE.matcher(Printable.of(broken.says())).replaceAll("");
    int end = says.length();
    for (String stop : List.of("; ", ". ", ": ", ", which ")) {
      int at = says.indexOf(stop);
      end = at > 0 && at < end ? at : end;
    }
    return lower(withoutStop(says.substring(0, end)));
  }

  /// `text` of at most `limit` characters, cut between words if need be.
  static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = text.lastIndexOf(' ', limit - 3);
    return (end < limit / 2 ? text.substring(0, limit - 3) : text.substring(0, end)) + "...";
  }

  private static String withoutStop(String text) {
    String stripped = text.strip();
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }

  /// `text` with a small first letter, unless it begins with a name.
  private static String lower(String text) {
    int end = 0;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String word = text.substring(0, end);
    boolean plain = word.length() == 1 || word.chars().skip(1).allMatch(Character::isLowerCase);
    return word.isEmpty() || !plain || NAMES.contains(word)
        ? text
        : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
