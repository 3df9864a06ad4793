package io.binnacle.node.image;

import java.util.regex.Pattern;

/// The full form of an image's name, as Docker and containerd have it: `busybox` is `docker.io/library/busybox:latest`.
///
/// @param domain `docker.io`
/// @param path `library/busybox`
/// @param tag `latest`; empty if there is only a digest
/// @param digest `sha256:…`; empty if there is only a tag
/// @see <a href="https://github.com/distribution/reference">distribution/reference</a>
public record ImageName(String domain, String path, String tag, String digest) {
  private static final String DEFAULT_DOMAIN = "docker.io";
  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern DIGEST =
      Pattern.compile("[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}");
  private static final int MAX_NAME = 255;

  /// @throws IllegalArgumentException if `text` is no image name; the message says why
  public static ImageName parse(String text) {
    String rest = text;
    String digest = "";
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = rest.substring(at + 1);
      rest = rest.substring(0, at);
      require(
          DIGEST.matcher(digest).matches(), text, "its digest is not like sha256:<hexadecimal>");
    }
    String tag = "";
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
      require(
          TAG.matcher(tag).matches(), text, "its tag is not of letters, digits, '_', '.' and '-'");
    } else if (digest.isEmpty()) {
      tag = "latest";
    }
    String domain = DEFAULT_DOMAIN;
    int slash = rest.indexOf('/');
    if (slash > 0 && isDomain(rest.substring(0, slash))) {
      domain = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
      require(DOMAIN.matcher(domain).matches(), text, "its registry is no host name");
    }
    domain = domain.equals("index.docker.io") ? DEFAULT_DOMAIN : domain;
    require(!rest.isEmpty(), text, "it has no name");
    if (domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0) {
      rest = "library/" + rest;
    }
    require(
        PATH.matcher(rest).matches(),
        text,
        "its name is not of lower-case letters and digits, with single '.', '_', '-' or '/' between");
    require(domain.length() + rest.length() < MAX_NAME, text, "it is longer than 255 characters");
    return new ImageName(domain, rest, tag, digest);
  }

  private static boolean isDomain(String first) {
    return first.contains(".")
        || first.contains(":")
        || first.equals("localhost")
        || first.chars().anyMatch(Character::isUpperCase);
  }

  private static void require(boolean holds, String text, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("'" + text + "' is no image name: " + otherwise);
    }
  }

  /// The full name, as containerd stores it.
  @Override
  public String toString() {
    return domain
        + "/"
        + path
        + (tag.isEmpty() ? "" : ":" + tag)
        + (digest.isEmpty() ? "" : "@" + digest);
  }
}
