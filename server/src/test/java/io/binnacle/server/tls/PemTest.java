package io.binnacle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import java.util.SplittableRandom;
import org.bouncycastle.util.io.pem.PemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 47, 48, 49, 1000})
  void whatIsWrittenIsReadByUsAndByBouncyCastle(int length) throws Exception {
    byte[] der = new byte[length];
    new SplittableRandom(length).nextBytes(der);
    String text = Pem.write("SOMETHING", der);

    assertThat(text.lines()).allMatch(line -> line.length() <= 64);
    List<Pem.Block> read = Pem.read("a comment\n" + text + "\r\n" + text.replace("\n", "\r\n"));
    assertThat(read).extracting(Pem.Block::label).containsExactly("SOMETHING", "SOMETHING");
    assertThat(read).allSatisfy(b -> assertThat(b.der()).isEqualTo(der));
    try (PemReader oracle = new PemReader(new StringReader(text))) {
      assertThat(oracle.readPemObject().getContent()).isEqualTo(der);
    }
  }

  @Test
  void damageIsNamed() {
    assertThatThrownBy(() -> Pem.read("-----BEGIN X-----\nAAAA\n"))
        .hasMessage("no line \"-----END X-----\"");
    assertThatThrownBy(() -> Pem.read("-----BEGIN X-----\nA*A\n-----END X-----\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Pem.read("")).isEmpty();
  }
}
