package io.binnacle.node.volume;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One file of a volume made from objects.
///
/// @param data whole content; belongs to this record, nobody changes it
/// @param mode permission bits, 0..0777
/// @param owner the user it belongs to, null for root
record VolumeFile(byte[] data, int mode, @Nullable Long owner) {
  boolean sameContent(byte[] other) {
    return Arrays.equals(data, other);
  }
}
