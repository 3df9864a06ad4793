package io.binnacle.linux.nft;

import java.util.List;

/// A rule: tests and actions, run in order.
/// @param comment shown by `nft list`; empty for none
public record Rule(List<Statement> statements, String comment) {
  public Rule {
    statements = List.copyOf(statements);
    Names.checkComment(comment);
    if (statements.isEmpty())
      throw new IllegalArgumentException("rule: want at least one statement");
    for (Statement each : statements) {
      if (each instanceof Statement.Reject(var with)
          && with == Statement.Reject.With.TCP_RESET
          && !testsTcp(statements)) {
        throw new IllegalArgumentException(
            "reject with tcp reset: want a test that meta l4proto is tcp before it");
      }
    }
  }

  public static Rule of(Statement... statements) {
    return new Rule(List.of(statements), "");
  }

  public Rule withComment(String text) {
    return new Rule(statements, text);
  }

  private static boolean testsTcp(List<Statement> statements) {
    return statements.contains(
        new Statement.Compare(PacketField.META_L4PROTO, Statement.Op.EQ, Datum.proto(6)));
  }
}
