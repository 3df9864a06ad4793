package io.binnacle.node.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A piece of an image: its digest, its size, and where its bytes come from. What the bytes are is the business of the
/// manifest that names it.
///
/// @param mediaType `application/vnd.oci.image.config.v1+json`
/// @param digest `sha256:…`
/// @param bytes its length
record Blob(String mediaType, String digest, long bytes, Source source) {
  /// Opens the bytes; may be called more than once.
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  static Blob of(String mediaType, byte[] content) {
    return new Blob(
        mediaType, Digests.of(content), content.length, () -> new ByteArrayInputStream(content));
  }
}
