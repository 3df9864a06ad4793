package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a ConfigMap and a Secret must be like.
class ConfigRulesTest {
  private static final ResourceType CONFIG_MAPS = Given.type(ResourceName.CONFIG_MAPS, true);
  private static final ResourceType SECRETS = Given.type(ResourceName.SECRETS, true);
  private static final Obj MAP =
      Given.object(
          "{'metadata': {'name': 'm', 'namespace': 'default', 'resourceVersion': '1'}, 'data': {'a': 'b'}}");
  private static final Obj SEALED_MAP =
      Given.changed(MAP, "{'immutable': true, 'binaryData': {'b': 'eA=='}}");
  private static final Obj SECRET =
      Given.object(
          "{'metadata': {'name': 's', 'namespace': 'default', 'resourceVersion': '1'}, 'type': 'Opaque',"
              + " 'data': {'a': 'eA=='}}");
  private static final Obj SEALED_SECRET = Given.changed(SECRET, "{'immutable': true}");

  static Stream<Case> creations() {
    return Stream.of(
        new Case("a ConfigMap is fine", MAP, "{}", ""),
        new Case(
            "keys have a syntax",
            MAP,
            "{'data': {'a b': ''}, 'binaryData': {'..': 'eA=='}}",
            """
            data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')
            binaryData[..]: Invalid value: "..": must not be '..'\
            """),
        new Case(
            "a key is text or bytes, not both",
            MAP,
            "{'binaryData': {'a': 'eA=='}}",
            "data[a]: Invalid value: \"a\": duplicate of key present in binaryData"));
  }

  static Stream<Case> secrets() {
    return Stream.of(
        new Case("a Secret is fine", SECRET, "{}", ""),
        new Case("any type of one's own is fine", SECRET, "{'type': 'example.com/mine'}", ""),
        new Case(
            "keys have a syntax",
            SECRET,
            "{'data': {'a b': 'eA=='}}",
            "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"),
        new Case(
            "a token names its account",
            SECRET,
            "{'type': 'kubernetes.io/service-account-token'}",
            "metadata.annotations[kubernetes.io/service-account.name]: Required value"),
        new Case(
            "TLS needs both halves",
            SECRET,
            "{'type': 'kubernetes.io/tls'}",
            """
            data[tls.crt]: Required value
            data[tls.key]: Required value\
            """),
        new Case(
            "basic auth needs one of two",
            SECRET,
            "{'type': 'kubernetes.io/basic-auth'}",
            """
            data[username]: Required value
            data[password]: Required value\
            """),
        new Case(
            "a user name alone will do",
            SECRET,
            "{'type': 'kubernetes.io/basic-auth', 'data': {'username': 'eA=='}}",
            ""),
        new Case(
            "SSH needs a key",
            SECRET,
            "{'type': 'kubernetes.io/ssh-auth'}",
            "data[ssh-privatekey]: Required value"),
        new Case(
            "registry access needs its file",
            SECRET,
            "{'type': 'kubernetes.io/dockerconfigjson'}",
            "data[.dockerconfigjson]: Required value"),
        new Case(
            "registry access is a JSON object",
            SECRET,
            "{'type': 'kubernetes.io/dockerconfigjson', 'data': {'.dockerconfigjson': 'W10='}}",
            "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": json: cannot unmarshal array into Go value of type map[string]interface {}"),
        new Case(
            "nothing of it is printed",
            SECRET,
            "{'type': 'kubernetes.io/dockercfg', 'data': {'.dockercfg': ''}}",
            "data[.dockercfg]: Invalid value: \"<secret contents redacted>\": unexpected end of JSON input"));
  }

  static Stream<Case> updates() {
    return Stream.of(
        new Case("data may change", MAP, "{'data': {'a': 'c'}}", ""),
        new Case("an object may be sealed", MAP, "{'immutable': true}", ""),
        new Case(
            "a sealed one stays as it is",
            SEALED_MAP,
            "{'immutable': false, 'data': {'a': 'c'}, 'binaryData': null}",
            """
            immutable: Forbidden: field is immutable when `immutable` is set
            data: Forbidden: field is immutable when `immutable` is set
            binaryData: Forbidden: field is immutable when `immutable` is set\
            """),
        new Case("its labels may change", SEALED_MAP, "{'metadata': {'labels': {'a': 'b'}}}", ""));
  }

  static Stream<Case> secretUpdates() {
    return Stream.of(
        new Case(
            "the type stays",
            SECRET,
            "{'type': 'other'}",
            "type: Invalid value: \"other\": field is immutable"),
        new Case(
            "a sealed one stays as it is",
            SEALED_SECRET,
            "{'immutable': null, 'data': {'a': 'eQ=='}}",
            """
            immutable: Forbidden: field is immutable when `immutable` is set
            data: Forbidden: field is immutable when `immutable` is set\
            """));
  }

  @Test
  void eitherHoldsAMebibyte() {
    String big = "x".repeat(ConfigRules.MAX_SIZE);
    Obj map = Given.changed(MAP, "{'data': {'a': '" + big + "', 'b': 'x'}}");
    assertEquals(
        "[]: Too long: may not be more than 1048576 bytes",
        Given.lines(Validators.create(CONFIG_MAPS, map)));
    String encoded = Base64.encode(big.getBytes(StandardCharsets.US_ASCII));
    Obj fits = Given.changed(SECRET, "{'data': {'a': '" + encoded + "'}}");
    Obj over = Given.changed(fits, "{'data': {'b': 'eA=='}}");
    assertEquals("", Given.lines(Validators.create(SECRETS, fits)));
    assertEquals(
        "data: Too long: may not be more than 1048576 bytes",
        Given.lines(Validators.create(SECRETS, over)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("creations")
  void judgesANewObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(CONFIG_MAPS, c.changed())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("updates")
  void judgesAChangedObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(CONFIG_MAPS, c.changed(), c.base())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("secrets")
  void judgesANewSecret(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(SECRETS, c.changed())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("secretUpdates")
  void judgesAChangedSecret(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(SECRETS, c.changed(), c.base())));
  }
}
