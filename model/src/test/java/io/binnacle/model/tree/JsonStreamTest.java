package io.binnacle.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From a stream a document reads as it does from bytes.
final class JsonStreamTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void likeBytes(long seed) throws Exception {
    byte[] bytes = Json.bytes(new RandomTrees(new SplittableRandom(seed)).value(5));
    assertThat(Json.parse(new ByteArrayInputStream(bytes)).value())
        .isEqualTo(Json.parse(bytes).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "{\"a\":}", "nul"})
  void whatIsNoDocumentIsRefused(String text) {
    assertThatThrownBy(
            () -> Json.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void aStreamThatBreaksSaysSoItself() {
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(new byte[0])) {
          @Override
          public int read(byte[] into, int at, int length) throws IOException {
            throw new IOException("cut off");
          }
        };
    assertThatThrownBy(() -> Json.parse(broken))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("cut off");
  }
}
