package io.binnacle.model.validate;

/// Whose Pod spec is being judged.
///
/// @param isPod a Pod itself, not a template from which Pods are made
/// @param podName the name of the Pod, empty for a template
record PodScope(boolean isPod, String podName) {
  static final PodScope TEMPLATE = new PodScope(false, "");
}
