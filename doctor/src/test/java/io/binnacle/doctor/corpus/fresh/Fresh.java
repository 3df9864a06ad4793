package io.binnacle.doctor.corpus.fresh;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settled;
import java.util.List;

/// One broken world of this set.
///
/// @param id the class, or two of them joined by `+`
/// @param name world, Service and number
/// @param failures what fails, as the oracle sees it; empty if the case is wrong
public record Fresh(
    String id,
    String name,
    Site site,
    List<Injected> injected,
    Settled settled,
    List<String> failures) {}
