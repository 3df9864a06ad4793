package io.binnacle.node.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a resolv.conf says, as far as it is passed on to Pods.
///
/// @param servers `nameserver` lines in order
/// @param searches the last `search` line, names without a dot at the end
/// @param options the last `options` line
public record ResolvConf(List<String> servers, List<String> searches, List<String> options) {
  /// Says nothing.
  public static final ResolvConf EMPTY = new ResolvConf(List.of(), List.of(), List.of());

  public ResolvConf {
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }

  /// Reads the text of a resolv.conf; lines it does not know are passed over.
  public static ResolvConf parse(String text) {
    List<String> servers = new ArrayList<>();
    List<String> searches = List.of();
    List<String> options = List.of();
    for (String line : text.split("\n")) {
      String trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#") || trimmed.startsWith(";")) {
        continue;
      }
      List<String> words = Arrays.asList(trimmed.split("\\s+"));
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> rest.stream().limit(1).forEach(servers::add);
        case "search" -> searches = rest.stream().map(ResolvConf::withoutDot).toList();
        case "options" -> options = rest;
        default -> {}
      }
    }
    return new ResolvConf(servers, searches, options);
  }

  private static String withoutDot(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
