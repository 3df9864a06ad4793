package io.binnacle.model.protobuf;

/// Bytes that are not the protobuf they should be. The message says what is wrong and where.
public final class ProtobufException extends Exception {
  private static final long serialVersionUID = 1L;

  ProtobufException(String message) {
    super(message);
  }
}
