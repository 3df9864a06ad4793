package io.binnacle.model.yaml;

/// Bytes that are not the YAML they should be. The message names the line, counted from 1, and the problem.
public final class YamlException extends Exception {
  private static final long serialVersionUID = 1L;

  YamlException(String problem) {
    super("yaml: " + problem);
  }

  YamlException(String problem, Throwable cause) {
    super("yaml: " + problem, cause);
  }
}
