package io.binnacle.server.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Writes a protobuf message (the wire format of Protocol Buffers, version 3): text, booleans and nested messages, which
/// is all that OpenAPI needs. As in proto3, empty text and false are not written.
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A message written by `content`.
  static byte[] message(Consumer<ProtoWriter> content) {
    ProtoWriter writer = new ProtoWriter();
    content.accept(writer);
    return writer.out.toByteArray();
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  void texts(int field, Iterable<String> values) {
    for (String value : values) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  void bool(int field, boolean value) {
    if (value) {
      varint(field << 3 | VARINT);
      varint(1);
    }
  }

  /// A nested message, written even if it is empty.
  void message(int field, Consumer<ProtoWriter> content) {
    bytes(field, message(content));
  }

  /// A nested message about `subject`.
  <T> void message(int field, T subject, BiConsumer<ProtoWriter, T> content) {
    message(field, w -> content.accept(w, subject));
  }

  private void bytes(int field, byte[] value) {
    varint(field << 3 | LENGTH_DELIMITED);
    varint(value.length);
    out.writeBytes(value);
  }

  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
