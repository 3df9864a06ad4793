package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;

/// ConfigMap.
final class ConfigMapRules implements KindRules {
  @Override
  public void create(Obj map, Errors out) {
    ObjectMetaRules.create(map, true, NameRule.DNS_SUBDOMAIN, out);
    Map<String, String> binary = map.obj("binaryData").stringMap();
    long size = ConfigRules.decodedSize(binary);
    for (Map.Entry<String, String> e : map.obj("data").stringMap().entrySet()) {
      FieldPath path = FieldPath.of("data").key(e.getKey());
      ConfigRules.key(e.getKey(), path, out);
      if (binary.containsKey(e.getKey())) {
        out.invalid(path, e.getKey(), "duplicate of key present in binaryData");
      }
      size += LabelRules.utf8Length(e.getValue());
    }
    for (String key : binary.keySet()) {
      ConfigRules.key(key, FieldPath.of("binaryData").key(key), out);
    }
    if (size > ConfigRules.MAX_SIZE) {
      out.tooLong(FieldPath.of("").key(""), ConfigRules.MAX_SIZE); // upstream: the whole object
    }
  }

  @Override
  public void update(Obj map, Obj old, Errors out) {
    ObjectMetaRules.update(map, old, out);
    ConfigRules.sealed(map, old, List.of("data", "binaryData"), out);
    create(map, out);
  }
}
