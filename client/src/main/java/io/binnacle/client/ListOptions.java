package io.binnacle.client;

/// What to list or watch. Selectors are in the API's own syntax, so that they mean the same in process and over HTTP.
///
/// @param labelSelector `app=web,tier!=db`; empty for everything
/// @param fieldSelector `spec.nodeName=node-1`; empty for everything
public record ListOptions(String labelSelector, String fieldSelector) {
  /// Everything.
  public static final ListOptions ALL = new ListOptions("", "");

  /// Objects whose labels match.
  public static ListOptions labels(String selector) {
    return new ListOptions(selector, "");
  }

  /// Objects whose fields match.
  public static ListOptions fields(String selector) {
    return new ListOptions("", selector);
  }
}
