package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.app.doctor.LocalRules;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.probe.LiveProber;
import io.binnacle.model.view.ServiceView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What can be looked at beside objects: the kernel's rules, and what answers.
final class LiveOptions {
  @Option(
      names = "--rules",
      paramLabel = "TABLE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Look at the rules in this machine's kernel, too, as root (default for an instance that runs here; TABLE for a proxy that runs alone).")
  private @Nullable String rules;

  @Option(
      names = "--probe",
      description =
          "Connect to Services and to each Pod past them, resolve their names, and look which sockets wait in Pods of this machine (as root).")
  private boolean probe;

  /// Whether anything of it was asked for.
  boolean isAsked() {
    return probe || rules != null;
  }

  /// The evidence with what was asked for.
  ///
  /// @param services whose addresses may be dialled
  /// @param dataDir where an instance of this machine would be
  /// @param ofInstance whether the cluster is the instance that runs there
  /// @throws CommandFailure if rules were asked for and cannot be read
  Evidence add(Evidence seen, Collection<ServiceView> services, Path dataDir, boolean ofInstance)
      throws IOException {
    LocalRules local =
        LocalRules.add(seen, rules == null ? "" : rules, rules != null, dataDir, ofInstance);
    if (!local.why().isEmpty()) {
      throw new CommandFailure(local.why());
    }
    return probe ? probed(local.seen(), services, dataDir, ofInstance) : local.seen();
  }

  private static Evidence probed(
      Evidence seen, Collection<ServiceView> services, Path dataDir, boolean ofInstance)
      throws IOException {
    StatusFile status = ofInstance ? StatusFile.read(dataDir) : null;
    InetSocketAddress dns =
        status == null ? null : UpCommand.address("the DNS address", status.dns());
    Consumer<String> remarks = Looks::complain;
    return seen.with(LiveProber.of(dns, remarks).probe(seen, services));
  }
}
