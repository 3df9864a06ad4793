package io.binnacle.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How places are written.
class PlaceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pod/a          | OfPod[key=ns/a]
          po/a.shop      | OfPod[key=shop/a]
          pod/a.b.shop   | OfPod[key=shop/a.b]
          node/n1        | OfNode[name=n1]
          outside        | Outside[]
          10.0.0.7       | At[address=10.0.0.7, port=0, protocol=null]
          fd00::7        | At[address=fd00::7, port=0, protocol=null]
          """)
  void sources(String text, String place) {
    assertEquals(place, Place.source(text, "ns").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          svc/b                              | OfService[key=ns/b, port=, protocol=null]
          service/b.shop:http                | OfService[key=shop/b, port=http, protocol=null]
          svc/b.shop.svc.cluster.local:80    | OfService[key=shop/b, port=80, protocol=null]
          svc/dns:53/udp                     | OfService[key=ns/dns, port=53, protocol=UDP]
          svc/b/tcp                          | OfService[key=ns/b, port=, protocol=TCP]
          10.96.0.1:443                      | At[address=10.96.0.1, port=443, protocol=null]
          [fd00::1]:53/UDP                   | At[address=fd00::1, port=53, protocol=UDP]
          """)
  void destinations(String text, String place) {
    assertEquals(place, Place.destination(text, "ns").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "pod/", "deployment/a", "svc/b", "10.0.0.300", "outside/x"})
  void whatIsNoSource(String text) {
    assertThrows(IllegalArgumentException.class, () -> Place.source(text, "ns"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "b",
        "svc/",
        "svc/:80",
        "svc/b:80/icmp",
        "10.0.0.1",
        "10.0.0.1:0",
        "10.0.0.1:70000",
        "x:80",
        "pod/a:80"
      })
  void whatIsNoDestination(String text) {
    assertThrows(IllegalArgumentException.class, () -> Place.destination(text, "ns"));
  }
}
