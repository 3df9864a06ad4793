package io.binnacle.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names as Docker reads them.
class ImageNameTest {
  private static final String DIGEST =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "busybox, docker.io/library/busybox:latest",
    "busybox:1.36, docker.io/library/busybox:1.36",
    "curlimages/curl, docker.io/curlimages/curl:latest",
    "docker.io/redis:7, docker.io/library/redis:7",
    "index.docker.io/a/b:c, docker.io/a/b:c",
    "localhost/web, localhost/web:latest",
    "localhost:5000/web:2, localhost:5000/web:2",
    "ghcr.io/a/b-c__d.e:V1.0_x, ghcr.io/a/b-c__d.e:V1.0_x",
    "registry:5000/web, registry:5000/web:latest",
    "[::1]:5000/web:1, [::1]:5000/web:1",
    "a/b@" + DIGEST + ", docker.io/a/b@" + DIGEST,
    "a/b:1@" + DIGEST + ", docker.io/a/b:1@" + DIGEST,
  })
  void isMadeWhole(String text, String whole) {
    assertThat(ImageName.parse(text)).hasToString(whole);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'', it has no name",
    "Busybox, its name is not of lower-case letters",
    "busybox:, its tag",
    "busybox:a b, its tag",
    "a//b, its name is not of lower-case letters",
    "-a/b, its name is not of lower-case letters",
    "a@sha256:12, its digest",
    "ho_st.x/a, its registry is no host name",
  })
  void isRefused(String text, String why) {
    assertThatThrownBy(() -> ImageName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is no image name: " + why);
  }
}
