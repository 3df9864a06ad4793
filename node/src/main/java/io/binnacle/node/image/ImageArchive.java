package io.binnacle.node.image;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The images in a tar file: an OCI image layout, or what `docker save` writes, either of them gzipped or not.
///
/// Layers are read where they lie; nothing is unpacked but a gzipped archive, to a temporary file.
public final class ImageArchive implements AutoCloseable {
  private static final int MAX_JSON = 16 << 20;
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  private static final String DOCKER_INDEX =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  private final Path file;
  private final Path tar;
  private final boolean temporary;
  private final Map<String, TarIndex.Entry> entries;

  private ImageArchive(
      Path file, Path tar, boolean temporary, Map<String, TarIndex.Entry> entries) {
    this.file = file;
    this.tar = tar;
    this.temporary = temporary;
    this.entries = entries;
  }

  /// Opens `file`.
  ///
  /// @throws IOException if it cannot be read or is no archive of images; the message is fit for the command line
  public static ImageArchive open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? " is not a file" : ": no such file"));
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(4);
    }
    if (!isGzip(head)) {
      return new ImageArchive(file, file, false, TarIndex.read(file, file.toString()));
    }
    Path tar = Files.createTempFile("binnacle-image", ".tar");
    try {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
        Files.copy(in, tar, StandardCopyOption.REPLACE_EXISTING);
      }
      return new ImageArchive(file, tar, true, TarIndex.read(tar, file.toString()));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(tar);
      throw e;
    }
  }

  /// The images for this machine's processor.
  ///
  /// @throws IOException if there is none, or the archive is damaged
  List<ImageParts> images(Architecture architecture) throws IOException {
    if (entries.containsKey("index.json")) {
      return layout(architecture);
    }
    if (entries.containsKey("manifest.json")) {
      return saved();
    }
    throw new IOException(
        file
            + " is no image archive: it has neither index.json (OCI layout) nor manifest.json (docker save)");
  }

  // --- OCI layout

  private List<ImageParts> layout(Architecture architecture) throws IOException {
    Map<String, List<String>> saved = savedNames();
    List<ImageParts> images = new ArrayList<>();
    for (Obj descriptor : object("index.json").arr("manifests").objects()) {
      Obj annotations = descriptor.obj("annotations");
      if (annotations.has("vnd.docker.reference.type")) {
        continue; // an attestation, not an image
      }
      Obj found = forPlatform(descriptor, architecture, 0);
      if (found == null) {
        throw new IOException(
            file
                + " has no image for linux/"
                + architecture.word
                + ": "
                + descriptor.str("digest"));
      }
      images.add(image(found, names(annotations, saved)));
    }
    if (images.isEmpty()) {
      throw new IOException(file + ": index.json names no image");
    }
    return images;
  }

  /// The manifest a descriptor leads to: itself, or through an index the one for our processor. Null if there is none.
  private @Nullable Obj forPlatform(Obj descriptor, Architecture architecture, int depth)
      throws IOException {
    String type = descriptor.str("mediaType");
    if (!type.equals(ImageParts.INDEX) && !type.equals(DOCKER_INDEX)) {
      return descriptor;
    }
    if (depth > 3) {
      throw new IOException(file + ": an index in an index in an index");
    }
    for (Obj child : object(blobPath(descriptor)).arr("manifests").objects()) {
      Obj platform = child.obj("platform");
      boolean fits =
          platform.isEmpty()
              || (platform.str("os").equals("linux")
                  && platform.str("architecture").equals(architecture.word));
      if (fits && entries.containsKey(blobPath(child))) {
        return forPlatform(child, architecture, depth + 1);
      }
    }
    return null;
  }

  private ImageParts image(Obj descriptor, List<String> names) throws IOException {
    Obj manifest = object(blobPath(descriptor));
    List<Blob> layers = new ArrayList<>();
    for (Obj layer : manifest.arr("layers").objects()) {
      layers.add(blob(layer));
    }
    Blob own = blob(descriptor);
    String type = manifest.str("mediaType", own.mediaType());
    type = type.isEmpty() ? ImageParts.MANIFEST : type;
    if (!type.equals(ImageParts.MANIFEST) && !type.equals(DOCKER_MANIFEST)) {
      throw new IOException(file + ": " + own.digest() + " is no image but " + type);
    }
    return new ImageParts(
        names,
        new Blob(type, own.digest(), own.bytes(), own.source()),
        blob(manifest.obj("config")),
        layers);
  }

  private List<String> names(Obj annotations, Map<String, List<String>> saved) throws IOException {
    String full = annotations.str("io.containerd.image.name");
    if (!full.isEmpty()) {
      return List.of(normal(full));
    }
    String ref = annotations.str("org.opencontainers.image.ref.name");
    if (ref.contains("/") || ref.contains(":")) {
      return List.of(normal(ref));
    }
    List<String> names = new ArrayList<>();
    for (List<String> tags : saved.values()) {
      names.addAll(tags);
    }
    if (names.isEmpty() && !ref.isEmpty()) {
      throw new IOException(
          file
              + ": the image is only called '"
              + ref
              + "'; the layout must name it whole in io.containerd.image.name, like docker.io/library/web:1");
    }
    return names;
  }

  private Map<String, List<String>> savedNames() throws IOException {
    Map<String, List<String>> names = new HashMap<>();
    if (entries.containsKey("manifest.json")) {
      for (Obj image : objects("manifest.json")) {
        names.put(image.str("Config"), normal(image.arr("RepoTags").strings()));
      }
    }
    return names;
  }

  private Blob blob(Obj descriptor) throws IOException {
    TarIndex.Entry entry = entry(blobPath(descriptor));
    return new Blob(
        descriptor.str("mediaType"), descriptor.str("digest"), entry.bytes(), source(entry));
  }

  private String blobPath(Obj descriptor) throws IOException {
    String[] digest = descriptor.str("digest").split(":", 2);
    if (digest.length != 2) {
      throw new IOException(file + ": a descriptor without a digest: " + Json.text(descriptor));
    }
    return "blobs/" + digest[0] + "/" + digest[1];
  }

  // --- docker save

  private List<ImageParts> saved() throws IOException {
    List<ImageParts> images = new ArrayList<>();
    for (Obj image : objects("manifest.json")) {
      Blob config = measured(ImageParts.CONFIG, image.str("Config"));
      List<Blob> layers = new ArrayList<>();
      for (String layer : image.arr("Layers").strings()) {
        layers.add(measured(DOCKER_LAYER, layer));
      }
      images.add(ImageParts.of(normal(image.arr("RepoTags").strings()), config, layers));
    }
    if (images.isEmpty()) {
      throw new IOException(file + ": manifest.json names no image");
    }
    return images;
  }

  private Blob measured(String mediaType, String path) throws IOException {
    TarIndex.Entry entry = entry(path);
    Blob.Source source = source(entry);
    byte[] head;
    String digest;
    try (InputStream in = source.open()) {
      head = in.readNBytes(4);
    }
    try (InputStream in = source.open()) {
      digest = Digests.of(in);
    }
    String type = mediaType;
    if (mediaType.equals(DOCKER_LAYER)) {
      type = isGzip(head) ? ImageParts.LAYER + "+gzip" : ImageParts.LAYER;
    }
    return new Blob(type, digest, entry.bytes(), source);
  }

  // --- the file

  private TarIndex.Entry entry(String path) throws IOException {
    TarIndex.Entry entry = entries.get(path);
    if (entry == null) {
      throw new IOException(file + ": names '" + path + "' but does not hold it");
    }
    // What docker save does for a layer that two images share.
    if (!entry.link().isEmpty()) {
      TarIndex.Entry target = entries.get(TarIndex.resolve(path, entry.link()));
      if (target == null || !target.link().isEmpty()) {
        throw new IOException(file + ": '" + path + "' is a link to '" + entry.link() + "'");
      }
      return target;
    }
    return entry;
  }

  private Blob.Source source(TarIndex.Entry entry) {
    return () -> new BufferedInputStream(TarIndex.open(tar, entry), 1 << 16);
  }

  private Value json(String path) throws IOException {
    TarIndex.Entry entry = entry(path);
    if (entry.bytes() > MAX_JSON) {
      throw new IOException(
          "%s: %s has %d bytes, at most %d are read"
              .formatted(file, path, entry.bytes(), MAX_JSON));
    }
    try (InputStream in = source(entry).open()) {
      return Json.parse(in.readAllBytes()).value();
    } catch (JsonException e) {
      throw new IOException(file + ": " + path + " is no JSON: " + e.getMessage(), e);
    }
  }

  private Obj object(String path) throws IOException {
    if (json(path) instanceof Obj object) {
      return object;
    }
    throw new IOException(file + ": " + path + " is no JSON object");
  }

  private List<Obj> objects(String path) throws IOException {
    if (json(path) instanceof Arr array) {
      return array.objects();
    }
    throw new IOException(file + ": " + path + " is no JSON array");
  }

  private List<String> normal(List<String> names) throws IOException {
    List<String> normal = new ArrayList<>();
    for (String name : names) {
      normal.add(normal(name));
    }
    return normal;
  }

  private String normal(String name) throws IOException {
    try {
      return ImageName.parse(name).toString();
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static boolean isGzip(byte[] head) {
    return head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(tar);
    }
  }
}
