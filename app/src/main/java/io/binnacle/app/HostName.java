package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.model.meta.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/// The machine's name.
public final class HostName {
  private HostName() {}

  /// The machine's name as its Node is called: in lower case, and `node` if it is none that a Node can have.
  ///
  /// @throws CommandFailure if the machine does not know its own name
  public static String asNodeName() {
    try {
      String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      return Names.isDns1123Subdomain(name).isEmpty() ? name : "node";
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          "this machine's own name cannot be resolved: " + e.getMessage() + "; see /etc/hosts", e);
    }
  }
}
