package io.binnacle.control.claim;

/// The annotations and finalizers by which claims and volumes are marked; those of upstream.
final class Marks {
  static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  static final String STORAGE_PROVISIONER = "volume.kubernetes.io/storage-provisioner";
  static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
  static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";
  static final String VOLUME_PROTECTION = "kubernetes.io/pv-protection";

  /// Our own provisioner.
  static final String PROVISIONER = "binnacle.io/local";

  private Marks() {}
}
