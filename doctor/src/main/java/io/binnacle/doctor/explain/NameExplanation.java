package io.binnacle.doctor.explain;

import java.util.List;

/// How a name resolves, step by step.
///
/// @param name what was asked for
/// @param type the record type: `A`
/// @param whose whose resolver asked
/// @param why where its settings come from
/// @param settings as in a resolv.conf
/// @param tries what it asks, in order, up to the one that ends it
/// @param outcome whether the name has such records
/// @param says the end, in a sentence
/// @param next what to do, as commands or sentences
public record NameExplanation(
    String name,
    String type,
    String whose,
    String why,
    List<String> settings,
    List<Try> tries,
    Outcome outcome,
    String says,
    List<String> next) {
  /// One question and its answer.
  ///
  /// @param name with a final dot
  /// @param mark how it went: a "no" on the way through a search list is a note
  /// @param result `NOERROR`, `NXDOMAIN`, …, with words
  /// @param records what was answered
  /// @param why why it was a "no"; empty if there is nothing to say
  public record Try(String name, Mark mark, String result, List<Found> records, String why) {
    public Try {
      records = List.copyOf(records);
    }
  }

  /// One record.
  ///
  /// @param record as a line of a zone file, without TTL and class
  /// @param from the objects it comes from
  public record Found(String record, String from) {}

  public NameExplanation {
    settings = List.copyOf(settings);
    tries = List.copyOf(tries);
    next = List.copyOf(next);
  }
}
