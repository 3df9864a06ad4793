package io.binnacle.dns.config;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/// Any text is a configuration that can be put in words, or is refused in one line.
class CorefileFuzzTest {
  @FuzzTest
  void anyTextIsUnderstoodOrRefusedInOneLine(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    try {
      DnsConfig config = Corefile.parse(text, "/nonexistent/Corefile", Map.of("A", "b")::get);
      assertFalse(ConfigReport.of(config).isEmpty());
      assertFalse(config.servers().isEmpty());
      var _ = config.watched();
    } catch (ConfigException e) {
      assertFalse(Objects.requireNonNull(e.getMessage()).isBlank());
    }
  }
}
