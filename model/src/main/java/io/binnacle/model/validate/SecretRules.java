package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.List;

/// Secret; `stringData` has been moved into `data`.
final class SecretRules implements KindRules {
  private static final FieldPath DATA = FieldPath.of("data");
  private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
  private static final String REDACTED = "<secret contents redacted>";

  @Override
  public void create(Obj secret, Errors out) {
    ObjectMetaRules.create(secret, true, NameRule.DNS_SUBDOMAIN, out);
    Obj data = secret.obj("data");
    for (String key : data.keys()) {
      ConfigRules.key(key, DATA.key(key), out);
    }
    if (ConfigRules.decodedSize(data.stringMap()) > ConfigRules.MAX_SIZE) {
      out.tooLong(DATA, ConfigRules.MAX_SIZE);
    }
    switch (secret.str("type")) {
      case "kubernetes.io/service-account-token" -> accountName(secret, out);
      case "kubernetes.io/dockercfg" -> json(data, ".dockercfg", out);
      case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson", out);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          out.required(DATA.key("username"));
          out.required(DATA.key("password"));
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (data.str("ssh-privatekey").isEmpty()) {
          out.required(DATA.key("ssh-privatekey"));
        }
      }
      case "kubernetes.io/tls" -> {
        for (String key : List.of("tls.crt", "tls.key")) {
          if (!data.has(key)) {
            out.required(DATA.key(key));
          }
        }
      }
      default -> {}
    }
  }

  @Override
  public void update(Obj secret, Obj old, Errors out) {
    ObjectMetaRules.update(secret, old, out);
    out.immutable(secret, old, FieldPath.ROOT, "type");
    ConfigRules.sealed(secret, old, List.of("data"), out);
    create(secret, out);
  }

  private static void accountName(Obj secret, Errors out) {
    String name = Meta.annotation(secret, ACCOUNT_NAME);
    if (name == null || name.isEmpty()) {
      out.required(ObjectMetaRules.ANNOTATIONS.key(ACCOUNT_NAME));
    }
  }

  private static void json(Obj data, String key, Errors out) {
    String encoded = data.strOrNull(key);
    if (encoded == null) {
      out.required(DATA.key(key));
      return;
    }
    String problem = "";
    try {
      Value value = Json.parse(Base64.decode(encoded)).value();
      if (!(value instanceof Obj)) {
        problem =
            "json: cannot unmarshal "
                + value.typeName()
                + " into Go value of type map[string]interface {}";
      }
    } catch (JsonException | SyntaxException e) {
      problem = String.valueOf(e.getMessage());
    }
    if (!problem.isEmpty()) {
      out.invalid(DATA.key(key), REDACTED, problem);
    }
  }
}
