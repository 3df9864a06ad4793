package io.binnacle.node.image;

import java.util.Locale;

/// The processors whose images can run here, in Go's words, which images use.
enum Architecture {
  AMD64("amd64"),
  ARM64("arm64");

  final String word;

  Architecture(String word) {
    this.word = word;
  }

  /// This machine's.
  static Architecture current() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> AMD64;
      case "aarch64", "arm64" -> ARM64;
      default ->
          throw new IllegalStateException(
              "containers run on amd64 and arm64 only; this machine is '" + name + "'");
    };
  }
}
