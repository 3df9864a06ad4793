package io.binnacle.doctor.gather;

import io.binnacle.model.meta.ResourceName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads objects from files, folders and standard input.
public final class FileReader {
  private FileReader() {}

  /// All objects of these places, in order.
  ///
  /// @param places files, folders with all that is in them, or `-` for `input`
  /// @throws SourceException if a file is not what it should be
  /// @throws IOException if one cannot be read
  public static Source read(List<String> places, InputStream input)
      throws SourceException, IOException {
    List<Source.Found> objects = new ArrayList<>();
    Set<ResourceName> lists = new LinkedHashSet<>();
    for (String place : places) {
      for (Source source : read(place, input)) {
        objects.addAll(source.objects());
        lists.addAll(source.lists());
      }
    }
    if (objects.isEmpty() && lists.isEmpty()) {
      throw new SourceException(
          String.join(", ", places) + ": no Service and nothing else the doctor reads");
    }
    return new Source(objects, lists);
  }

  private static List<Source> read(String place, InputStream input)
      throws SourceException, IOException {
    if (place.equals("-")) {
      return List.of(Source.read("standard input", input.readAllBytes(), true));
    }
    Path path = Path.of(place);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(place, null, "no such file or folder");
    }
    if (!Files.isDirectory(path)) {
      return List.of(Source.read(place, Files.readAllBytes(path), true));
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(path)) {
      files =
          walk.filter(f -> isWanted(path.relativize(f)))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    List<Source> out = new ArrayList<>();
    for (Path file : files) {
      out.add(Source.read(file.toString(), Files.readAllBytes(file), false));
    }
    return out;
  }

  private static boolean isWanted(Path file) {
    for (Path part : file) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    String name = file.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }
}
