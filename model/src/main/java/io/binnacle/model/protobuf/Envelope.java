package io.binnacle.model.protobuf;

import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Obj;
import java.util.Arrays;

/// A Kubernetes object in protobuf: what it claims to be, and its bytes, not looked at yet.
///
/// On the wire: the four bytes `k8s\0`, then `Unknown { optional TypeMeta typeMeta = 1; optional bytes raw = 2; optional
/// string contentEncoding = 3; optional string contentType = 4; }` with `TypeMeta { optional string apiVersion = 1;
/// optional string kind = 2; }`.
///
/// @param apiVersion `v1`, `apps/v1`; may be empty
/// @param kind `Service`; may be empty
/// @param raw the message of the object itself
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Envelope(String apiVersion, String kind, byte[] raw) {
  /// The media type of this encoding.
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  /// Opens an envelope.
  ///
  /// @throws ProtobufException if `body` is none
  public static Envelope read(byte[] body) throws ProtobufException {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ProtobufException(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    Wire unknown = new Wire(Arrays.copyOfRange(body, MAGIC.length, body.length));
    String apiVersion = "";
    String kind = "";
    byte[] raw = new byte[0];
    while (unknown.next()) {
      switch (unknown.field()) {
        case 1 -> {
          Wire typeMeta = unknown.message();
          while (typeMeta.next()) {
            switch (typeMeta.field()) {
              case 1 -> apiVersion = typeMeta.string();
              case 2 -> kind = typeMeta.string();
              default -> typeMeta.skip();
            }
          }
        }
        case 2 -> raw = unknown.bytes();
        default -> unknown.skip();
      }
    }
    return new Envelope(apiVersion, kind, raw);
  }

  /// The object, read as one of structure `struct`, without `apiVersion` and `kind`.
  ///
  /// @throws ProtobufException if the bytes are none
  public Obj object(StructType struct) throws ProtobufException {
    return ObjectReader.read(new Wire(raw), struct);
  }
}
