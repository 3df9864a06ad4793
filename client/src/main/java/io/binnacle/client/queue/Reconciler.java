package io.binnacle.client.queue;

import io.binnacle.model.error.ApiException;

/// Brings one key in line: look, think, write. Safe to repeat.
public interface Reconciler<K> {
  /// Called for one key at a time; may block.
  ///
  /// @throws ApiException if a write failed; the key is tried again with back-off
  Outcome reconcile(K key) throws ApiException;
}
