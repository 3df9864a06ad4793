package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settled;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One class of faults: ways to break a Service.
///
/// @param id the class, as the catalogue has it
/// @param ways how many ways there are
/// @param injector breaks a site
public record Fault(String id, int ways, Injector injector) {
  /// Puts a fault into a site.
  @FunctionalInterface
  public interface Injector {
    /// @param way 0..ways-1
    /// @return what is true now; null if this way does not fit this site, which may then be spoilt
    @Nullable Injected into(Site site, int way);
  }

  /// What a fault has done.
  ///
  /// @param truth the cause
  /// @param fails what fails because of it, as an oracle sees it; empty if nothing
  /// @param cluster whether the cluster itself is the patient
  /// @param rules what evidence shows of packet filters
  /// @param note whether a note is all that is due
  /// @param patient the Service that has it, if another than the one it was put into
  public record Injected(
      Truth truth,
      Function<Settled, List<String>> fails,
      boolean cluster,
      Function<Settled, List<io.binnacle.doctor.evidence.Rules>> rules,
      boolean note,
      @Nullable Site patient) {
    /// A fault that shows in requests.
    public static Injected of(Truth truth) {
      return new Injected(truth, s -> new Oracle(s).failures(), false, _ -> List.of(), false, null);
    }

    /// A fault of another Service than the one it was asked for.
    Injected of(Site other) {
      return new Injected(truth, fails, cluster, rules, note, other);
    }

    /// A fault that counts as mended once the requests of one client to a site succeed.
    Injected ofClient(Site site) {
      var client = site.client();
      String from = client == null ? "outside" : io.binnacle.doctor.corpus.world.World.id(client);
      return failing(settled -> {
        Oracle oracle = new Oracle(settled);
        return site.uses().stream()
            .filter(u -> u.from().equals(from))
            .flatMap(u -> oracle.failures(u).stream())
            .toList();
      });
    }

    /// A fault that shows in something else.
    public Injected failing(Function<Settled, List<String>> property) {
      return new Injected(truth, property, cluster, rules, note, patient);
    }

    public Injected ofCluster() {
      return new Injected(truth, fails, true, rules, note, patient);
    }

    public Injected noteOnly() {
      return new Injected(truth, fails, cluster, rules, true, patient);
    }

    public Injected with(Function<Settled, List<io.binnacle.doctor.evidence.Rules>> shown) {
      return new Injected(truth, fails, cluster, shown, note, patient);
    }
  }

  static Fault of(String id, int ways, Injector injector) {
    return new Fault(id, ways, injector);
  }
}
