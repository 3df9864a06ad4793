package io.binnacle.it;

import java.util.regex.Pattern;

/// Replaces what differs from run to run in the output of clients by what it is, and evens out the columns that shift
/// with it.
final class Normal {
  private record Rule(Pattern pattern, String replacement) {
    static Rule of(String regex, String replacement) {
      return new Rule(Pattern.compile(regex), replacement);
    }
  }

  private static final String SUFFIX = "[bcdfghjklmnpqrstvwxz2456789]";

  private static final Rule[] RULES = {
    // Pod and slice names: a template hash and a random end, or a random end alone.
    Rule.of("-" + SUFFIX + "{6,10}-" + SUFFIX + "{5}\\b", "-<hash>-<random>"),
    Rule.of("(?<=[a-z])-" + SUFFIX + "{5}(?=\\s|$|\"|,)", "-<random>"),
    Rule.of("pod-template-hash=\\w+", "pod-template-hash=<hash>"),
    Rule.of("resourceVersion: \"\\d+\"", "resourceVersion: \"<version>\""),
    Rule.of("\\b10\\.244\\.\\d+\\.\\d+\\b", "<pod-ip>"),
    Rule.of("\\b10\\.(9[6-9]|10\\d|11[01])\\.(?!0\\.1\\b|0\\.10\\b)\\d+\\.\\d+\\b", "<cluster-ip>"),
    Rule.of("(?<=:)3[0-2]\\d{3}(?=/)", "<node-port>"),
    Rule.of("\\bnode-\\d+(?=\\s+<none>\\s+<none>)", "<node>"),
    Rule.of("\\b172\\.30\\.\\d+\\.\\d+\\b", "<node-ip>"),
    Rule.of("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>"),
    Rule.of("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>"),
    Rule.of("(?<=\\s)(\\d+[smhd]){1,2}(?= ago|\\s|$)", "<age>"),
    Rule.of("(?<=for )(\\d+[smhd])+(?=[:.,;])", "<age>"),
    Rule.of("\\(x\\d+ over <age>\\)", "(xN over <age>)"),
    Rule.of("\\bbinnacle-[0-9a-f]{8}\\b", "binnacle-<instance>"),
    Rule.of("127\\.0\\.0\\.1:\\d+", "127.0.0.1:<port>"),
  };

  private Normal() {}

  static String form(String text) {
    String out = text;
    for (Rule rule : RULES) {
      out = rule.pattern.matcher(out).replaceAll(rule.replacement);
    }
    // Columns are as wide as their widest cell, which has just changed.
    return out.replaceAll("(?m)(?<=\\S) {2,}(?=\\S)", "   ");
  }
}
