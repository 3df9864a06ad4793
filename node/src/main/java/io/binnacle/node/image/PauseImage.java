package io.binnacle.node.image;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The image of every sandbox: one layer with one file, [PauseProgram]. Made here, so that no registry is needed.
public final class PauseImage {
  /// What it is called. The number goes up when its content changes.
  public static final String NAME = "binnacle.local/pause:1";

  private static final int BLOCK = 512;

  private PauseImage() {}

  static ImageParts parts(Architecture architecture) {
    byte[] layer = tar("pause", PauseProgram.bytes(architecture));
    Obj config =
        Obj.builder()
            .put("architecture", architecture.word)
            .put("os", "linux")
            .put("created", "1970-01-01T00:00:00Z")
            .put(
                "config",
                Obj.builder()
                    .put("Entrypoint", Arr.strings(List.of("/pause")))
                    .put("Env", Arr.EMPTY)
                    .put("User", "65535:65535")
                    .put("WorkingDir", "/")
                    .build())
            .put(
                "rootfs",
                Obj.builder()
                    .put("type", "layers")
                    .put("diff_ids", Arr.strings(List.of(Digests.of(layer))))
                    .build())
            .build();
    return ImageParts.of(
        List.of(NAME),
        Blob.of(ImageParts.CONFIG, Json.bytes(config)),
        List.of(Blob.of(ImageParts.LAYER, layer)));
  }

  /// A tar archive of one executable file, owned by root, as old as time.
  private static byte[] tar(String name, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000755\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0", content.length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        "); // the checksum counts itself as spaces
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    int blocks = Math.ceilDiv(content.length, BLOCK);
    byte[] out = Arrays.copyOf(header, BLOCK * (1 + blocks + 2)); // two empty blocks end it
    System.arraycopy(content, 0, out, BLOCK, content.length);
    return out;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
