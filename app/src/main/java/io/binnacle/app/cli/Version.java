package io.binnacle.app.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of the program, from its jar.
public final class Version implements IVersionProvider {
  /// `0.1.0-SNAPSHOT`, or `development` when run from class folders.
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "binnacle " + text() + ", Java " + Runtime.version(), "speaks the Kubernetes API of v1.33"
    };
  }
}
