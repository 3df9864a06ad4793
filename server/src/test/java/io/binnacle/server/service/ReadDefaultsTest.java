package io.binnacle.server.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services that an older server has written, as readers see them.
final class ReadDefaultsTest {
  private static Obj read(String spec) {
    return ReadDefaults.complete(Json.object("{\"spec\":" + spec + "}"), "IPv4").obj("spec");
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{\"clusterIP\":\"10.0.0.1\"},10.0.0.1,IPv4,SingleStack",
        "{\"clusterIP\":\"fd00::1\"},fd00::1,IPv6,SingleStack",
        "`{\"clusterIP\":\"10.0.0.1\",\"clusterIPs\":[\"10.0.0.1\",\"fd00::1\"]}`,10.0.0.1 fd00::1,IPv4 IPv6,RequireDualStack",
        "`{\"clusterIP\":\"None\",\"selector\":{\"a\":\"b\"}}`,None,IPv4,SingleStack",
        "{\"clusterIP\":\"None\"},None,IPv4 IPv6,RequireDualStack",
      })
  void whatIsMissingIsDerived(String spec, String ips, String families, String policy) {
    Obj read = read(spec);
    assertThat(String.join(" ", read.arr("clusterIPs").strings())).isEqualTo(ips);
    assertThat(String.join(" ", read.arr("ipFamilies").strings())).isEqualTo(families);
    assertThat(read.str("ipFamilyPolicy")).isEqualTo(policy);
    assertThat(ReadDefaults.complete(Obj.EMPTY.with("spec", read), "IPv6").obj("spec"))
        .as("nothing more to do")
        .isSameAs(read);
  }

  @Test
  void anExternalNameShowsNoInternalTrafficPolicy() {
    assertThat(read("{\"type\":\"ExternalName\",\"internalTrafficPolicy\":\"Cluster\"}").keys())
        .containsExactly("type");
  }
}
