package io.binnacle.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The bytes are run, on the processor they are for.
@EnabledOnOs(OS.LINUX)
class PauseProgramTest {
  @TempDir Path folder;

  private Path program() throws IOException {
    Path file = folder.resolve("pause");
    Files.write(file, PauseProgram.bytes(Architecture.current()));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void waitsUntilItIsAskedToEnd() throws Exception {
    Process process = new ProcessBuilder(program().toString()).start();
    assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    process.destroy(); // SIGTERM
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"INT", "TERM"})
  void endsWithSuccessOnSignal(String signal) throws Exception {
    assertThat(shell("\"$0\" & p=$!; sleep 0.1; kill -" + signal + " $p; wait $p")).isZero();
  }

  /// The shell becomes the program, and its child an orphan of it.
  @Test
  void collectsItsChildren() throws Exception {
    assertThat(
            shell(
                """
                sh -c 'sleep 0.2 & exec "$0"' "$0" & p=$!
                sleep 0.6
                zombies=$(ps -o stat= --ppid $p | grep -c Z)
                alive=$(kill -0 $p && echo yes)
                kill $p; wait $p
                [ "$zombies" = 0 ] && [ "$alive" = yes ]
                """))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void isAnExecutableThatMapsAllOfItself(Architecture architecture) {
    byte[] bytes = PauseProgram.bytes(architecture);
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(elf.getInt(0)).isEqualTo(0x464c457f);
    assertThat(elf.getLong(64 + 32)).as("bytes in the file").isEqualTo(bytes.length);
    assertThat(bytes.length).isLessThan(256);
  }

  private int shell(String script) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", script, program().toString()).inheritIO().start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
