package io.binnacle.node.volume;

import org.jspecify.annotations.Nullable;

/// Why a volume is not there, in the kubelet's words; ends the work on that volume.
final class VolumeFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final @Nullable String volume;

  VolumeFailure(String text) {
    this(text, null);
  }

  /// @param volume how the message calls the volume, null for its name in the Pod
  VolumeFailure(String text, @Nullable String volume) {
    super(text, null, false, false);
    this.text = text;
    this.volume = volume;
  }

  /// What went wrong.
  String text() {
    return text;
  }

  /// The volume's name in messages.
  String volume(String inPod) {
    return volume == null ? inPod : volume;
  }
}
