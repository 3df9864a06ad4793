package io.binnacle.client;

/// How a patch document is to be understood.
public enum PatchType {
  /// RFC 6902.
  JSON("application/json-patch+json"),
  /// RFC 7396.
  MERGE("application/merge-patch+json"),
  /// Kubernetes strategic merge patch, with list keys from the schema table.
  STRATEGIC_MERGE("application/strategic-merge-patch+json");

  private final String contentType;

  PatchType(String contentType) {
    this.contentType = contentType;
  }

  /// The media type on the wire.
  public String contentType() {
    return contentType;
  }
}
