package io.binnacle.dns.log;

/// What kind of answer a client got: the `class` of CoreDNS's log.
public enum AnswerClass {
  /// There are records.
  SUCCESS,
  /// There is no such name, or nothing of this type.
  DENIAL,
  /// The question was refused, not understood or could not be answered.
  ERROR;

  private static final int NXDOMAIN = 3;

  /// @param rcode the four bits of the header
  /// @param answers how many records the answer section has
  static AnswerClass of(int rcode, int answers) {
    return switch (rcode) {
      case 0 -> answers > 0 ? SUCCESS : DENIAL;
      case NXDOMAIN -> DENIAL;
      default -> ERROR;
    };
  }
}
