package io.binnacle.model.schema;

/// An object whose JSON types are not those of its kind, so that it cannot be decoded at all. The message is the API
/// server's: `json: cannot unmarshal string into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort`.
public final class TypeMismatchException extends Exception {
  private static final long serialVersionUID = 1L;

  TypeMismatchException(String message) {
    super(message);
  }
}
