package io.binnacle.dns.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.dns.run.UdpSettings.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpSettingsTest {
  @AfterEach
  void forget() {
    System.clearProperty(UdpSettings.KIND_PROPERTY);
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "batch, BATCH", "portable, PORTABLE"})
  void thePropertyDecides(String value, Kind kind) {
    System.setProperty(UdpSettings.KIND_PROPERTY, value);
    assertEquals(kind, UdpSettings.standard().kind());
  }

  @Test
  void whatWorksIsTakenUnlessSomethingIsSaid() {
    assertEquals(Kind.AUTO, UdpSettings.standard().kind());
    assertEquals(Runtime.getRuntime().availableProcessors(), UdpSettings.standard().sockets());
  }

  @Test
  void nonsenseIsRefusedByName() {
    System.setProperty(UdpSettings.KIND_PROPERTY, "fast");
    assertThat(assertThrows(IllegalArgumentException.class, UdpSettings::standard))
        .hasMessage("binnacle.dns.udp is fast: want auto, batch or portable");
    assertThat(
            assertThrows(
                IllegalArgumentException.class, () -> new UdpSettings(Kind.AUTO, 0, 1 << 20)))
        .hasMessage("0 sockets for datagrams: want 1..1024");
  }
}
