package io.binnacle.model.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads one protobuf message, field by field: `while (next())` and then one of the value methods that fits [#type], or
/// [#skip]. Never reads past the message. One thread.
///
/// @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
final class Wire {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int BYTES = 2;
  static final int FIXED_32 = 5;

  private final byte[] bytes;
  private int at;
  private final int end;
  private int field;
  private int type;

  Wire(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Wire(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// Goes to the next field.
  ///
  /// @return whether there is one
  boolean next() throws ProtobufException {
    if (at == end) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    type = (int) (key & 7);
    if (key >>> 3 == 0 || key >>> 3 > (1 << 29) - 1) {
      throw new ProtobufException("field number " + (key >>> 3) + " at byte " + at);
    }
    return true;
  }

  /// The number of the field, above 0.
  int field() {
    return field;
  }

  /// How its value is written: one of the constants.
  int type() {
    return type;
  }

  /// Whether the message is empty.
  boolean isEmpty() {
    return at == end;
  }

  long varint() throws ProtobufException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw cutShort();
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new ProtobufException("a number of more than 64 bits before byte " + at);
  }

  /// The value of a field that is a number.
  long number() throws ProtobufException {
    expect(VARINT);
    return varint();
  }

  /// The value of a field that is a number of 32 bits; a negative one is written with 64.
  int int32() throws ProtobufException {
    return (int) number();
  }

  double fixed64() throws ProtobufException {
    expect(FIXED_64);
    int from = take(8);
    return ByteBuffer.wrap(bytes, from, 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
  }

  /// The value as a message of its own; shares the bytes.
  Wire message() throws ProtobufException {
    expect(BYTES);
    int length = length();
    int from = take(length);
    return new Wire(bytes, from, from + length);
  }

  byte[] bytes() throws ProtobufException {
    expect(BYTES);
    int length = length();
    int from = take(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  String string() throws ProtobufException {
    expect(BYTES);
    int length = length();
    int from = take(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ProtobufException("field " + field + " is not UTF-8 at byte " + from);
    }
  }

  void skip() throws ProtobufException {
    switch (type) {
      case VARINT -> varint();
      case FIXED_64 -> take(8);
      case BYTES -> take(length());
      case FIXED_32 -> take(4);
      default -> throw new ProtobufException("wire type " + type + " at byte " + at);
    }
  }

  /// @throws ProtobufException if the field's value is written in another way
  void expect(int wanted) throws ProtobufException {
    if (type != wanted) {
      throw new ProtobufException(
          "field " + field + " has wire type " + type + ", expected " + wanted);
    }
  }

  private int length() throws ProtobufException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw cutShort();
    }
    return (int) length;
  }

  private int take(int length) throws ProtobufException {
    if (length > end - at) {
      throw cutShort();
    }
    int from = at;
    at += length;
    return from;
  }

  private ProtobufException cutShort() {
    return new ProtobufException("unexpected end of the message at byte " + end);
  }
}
