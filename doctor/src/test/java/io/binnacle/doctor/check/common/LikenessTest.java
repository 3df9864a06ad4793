package io.binnacle.doctor.check.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikenessTest {
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "web,web,SAME",
    "web,Web,SPELLING",
    "shop-front,shop_front,SPELLING",
    "shopfront,shop-front,SPELLING",
    "web,wbe,TYPO",
    "web,webb,TYPO",
    "frontend,fronted,TYPO",
    "frontend,forntedn,TYPO",
    "redis,redos,TYPO",
    "api,api-server,EXTENDED",
    "web,shop-web,EXTENDED",
    "web,wet,NONE",
    "api,app,NONE",
    "cart,card,NONE",
    "v1,v2,NONE",
    "web1,web2,NONE",
    "web,web2,NONE",
    "db,bd,NONE",
    "blue,green,NONE",
    "web,'',NONE",
    "'','',SAME"
  })
  void tellsSlipsFromOtherWords(String a, String b, Likeness.Kind kind) {
    assertEquals(kind, Likeness.of(a, b));
    assertEquals(kind, Likeness.of(b, a));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "web-svc,web",
    "web-headless,web",
    "web-svc-lb,web",
    "web,web",
    "svc,svc",
    "-svc,-svc"
  })
  void knowsWhatPeopleAddToNamesOfServices(String name, String base) {
    assertEquals(base, Likeness.base(name));
  }
}
