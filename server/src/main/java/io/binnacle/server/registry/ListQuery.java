package io.binnacle.server.registry;

import io.binnacle.client.ListOptions;

/// What a list request asks for, with its options as they came over the wire; the registry judges them.
///
/// @param labelSelector label selector, empty for everything
/// @param fieldSelector field selector, empty for everything
/// @param limit objects per page; 0 for all
/// @param continueToken `metadata.continue` of the page before; empty for the first
/// @param resourceVersion as sent, empty if unset
/// @param resourceVersionMatch `Exact`, `NotOlderThan`, or empty if unset
/// @param sendInitialEvents whether the client sent this watch option, which a list refuses
public record ListQuery(
    String labelSelector,
    String fieldSelector,
    long limit,
    String continueToken,
    String resourceVersion,
    String resourceVersionMatch,
    boolean sendInitialEvents) {
  /// Everything as it is now.
  public static final ListQuery ALL = new ListQuery("", "", 0, "", "", "", false);

  /// Everything that matches, as it is now.
  public static ListQuery of(ListOptions options) {
    return new ListQuery(options.labelSelector(), options.fieldSelector(), 0, "", "", "", false);
  }
}
