package io.binnacle.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertisedAddressTest {
  private static final String TITLES =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the default route, wherever it stands      | veth0 00007BCB 0 00FFFFFF; eth0 00000000 0 00000000           | eth0
          of two the one with the lower metric       | wlan0 00000000 600 00000000; eth0 00000000 100 00000000       | eth0
          half of all addresses is not the default   | tun0 00000000 0 00000080; eth0 00000000 0 00000000            | eth0
          no default route                           | eth0 000200C0 0 00FFFFFF                                      | ''
          no route at all                            | ''                                                            | ''
          """)
  void theInterfaceOfTheDefaultRoute(String name, String routes, String expected) {
    List<String> lines = new ArrayList<>(List.of(TITLES));
    for (String route : routes.split("; ", -1)) {
      String[] f = route.split(" ", -1);
      lines.add(
          f.length < 4
              ? route
              : "%s\t%s\t010200C0\t0003\t0\t0\t%s\t%s\t0\t0\t0".formatted(f[0], f[1], f[2], f[3]));
    }
    assertEquals(expected, AdvertisedAddress.defaultInterface(lines), name);
  }
}
