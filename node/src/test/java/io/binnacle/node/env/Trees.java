package io.binnacle.node.env;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.nio.charset.StandardCharsets;

/// Objects written as YAML, for tests.
public final class Trees {
  private Trees() {}

  /// The object `yaml` says.
  public static Obj yaml(String yaml) {
    try {
      return (Obj) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8)).getFirst();
    } catch (YamlException e) {
      throw new AssertionError("test is wrong: " + yaml, e);
    }
  }
}
