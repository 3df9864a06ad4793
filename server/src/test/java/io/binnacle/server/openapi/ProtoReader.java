package io.binnacle.server.openapi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads any protobuf message of varints and length-delimited fields, for tests that look into one.
final class ProtoReader {
  /// @param number the field number
  /// @param bytes the value, a varint as its last byte
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Field(int number, byte[] bytes) {}

  private final List<Field> fields = new ArrayList<>();

  ProtoReader(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      int tag = varint(in);
      byte[] value =
          switch (tag & 7) {
            case 0 -> new byte[] {(byte) varint(in)};
            case 2 -> new byte[varint(in)];
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          };
      if ((tag & 7) == 2) {
        in.get(value);
      }
      fields.add(new Field(tag >>> 3, value));
    }
  }

  /// The messages at `path`, a field number for each level; every branch is followed.
  List<ProtoReader> all(int... path) {
    List<ProtoReader> here = List.of(this);
    for (int number : path) {
      List<ProtoReader> next = new ArrayList<>();
      for (ProtoReader reader : here) {
        for (Field field : reader.fields) {
          if (field.number == number) {
            next.add(new ProtoReader(field.bytes));
          }
        }
      }
      here = next;
    }
    return here;
  }

  /// The texts of the fields `number`.
  List<String> texts(int number) {
    return fields.stream()
        .filter(f -> f.number == number)
        .map(f -> new String(f.bytes, StandardCharsets.UTF_8))
        .toList();
  }

  /// The text of the only field `number`, empty if there is none.
  String text(int number) {
    List<String> all = texts(number);
    return all.isEmpty() ? "" : all.getFirst();
  }

  private static int varint(ByteBuffer in) {
    int out = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      out |= (b & 0x7f) << shift;
      if (b >= 0) {
        return out;
      }
    }
  }
}
