package io.binnacle.node.volume;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One file of a volume made from objects. Immutable.
final class VolumeFile {
  private final byte[] data;
  private final int mode;
  private final @Nullable Long owner;

  /// @param data whole content; given away
  /// @param mode permission bits, 0..0777
  /// @param owner the user it belongs to, null for root
  VolumeFile(byte[] data, int mode, @Nullable Long owner) {
    this.data = data;
    this.mode = mode;
    this.owner = owner;
  }

  /// Whole content; to be read only.
  byte[] data() {
    return data;
  }

  int mode() {
    return mode;
  }

  @Nullable Long owner() {
    return owner;
  }

  boolean sameContent(byte[] other) {
    return Arrays.equals(data, other);
  }
}
