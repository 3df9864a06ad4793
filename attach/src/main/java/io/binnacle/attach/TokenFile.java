package io.binnacle.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A Pod's token, which its node renews in place.
final class TokenFile {
  private final Path file;
  private FileTime read = FileTime.fromMillis(0);
  private String token = "";

  TokenFile(Path file) {
    this.file = file;
  }

  /// The token as it is now.
  ///
  /// @throws UncheckedIOException if the file cannot be read
  synchronized String read() {
    try {
      FileTime written = Files.getLastModifiedTime(file);
      if (token.isEmpty() || !written.equals(read)) {
        token = Files.readString(file).strip();
        read = written;
      }
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the service account's token", e);
    }
  }
}
