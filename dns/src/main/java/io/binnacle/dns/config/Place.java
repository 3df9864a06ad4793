package io.binnacle.dns.config;

/// Where in the configuration something stands.
///
/// @param file as it was named
/// @param line counted from 1
public record Place(String file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
