package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Resolver;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.names.Mentions.Used;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.node.dns.SearchList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A workload that asks the cluster's DNS, but whose search list or `ndots` keeps the names it uses from resolving.
final class DnsSearch implements Check.OfWorkload {
  @Override
  public String id() {
    return "dns-search";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Set<String> after() {
    return Set.of("dns-policy");
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Obj config = workload.podSpec().obj("dnsConfig");
    Resolver resolver = Resolver.of(workload, seen);
    if (config.isEmpty() || resolver.policy() == Resolver.Policy.NODE) {
      return Finding.FINE;
    }
    List<Used> used = Mentions.used(workload, seen);
    for (Used each : used) {
      if (!resolver.finds(each.mention().host(), full(each, seen))) {
        return unsearched(workload, resolver, each, seen);
      }
    }
    for (Used each : used) {
      String host = each.mention().host();
      if (resolver.search().takesAsItIs(host)
          && !host.equals(full(each, seen))
          && (isMusl(workload) || statesNdots(config))) {
        return asItIs(workload, resolver, each);
      }
    }
    return Finding.FINE;
  }

  /// The fully qualified name a host has to become.
  private static String full(Used used, Evidence seen) {
    String service = used.service().name() + "." + used.service().namespace();
    String domain = seen.facts().domain();
    String host = used.mention().host();
    // One label more in front is an endpoint's.
    for (String tail : List.of(service + ".svc." + domain, service + ".svc", service)) {
      if (host.equals(tail)) {
        return service + ".svc." + domain;
      }
      if (host.endsWith("." + tail)) {
        return host.substring(0, host.length() - tail.length()) + service + ".svc." + domain;
      }
    }
    int dot = host.lastIndexOf(used.service().name());
    return host.substring(0, Math.max(dot, 0)) + service + ".svc." + domain;
  }

  private static Finding unsearched(
      Workload workload, Resolver resolver, Used used, Evidence seen) {
    Spot at = Spot.podSpec(workload).in("dnsConfig").in("searches");
    Set<String> wanted = new LinkedHashSet<>(resolver.search().domains());
    wanted.addAll(SearchList.of(workload.namespace(), seen.facts().domain()).domains());
    List<String> has = resolver.search().domains();
    return new Finding.Broken(
        Severity.ERROR,
        at.object(),
        at.field(),
        workload.ref()
            + " uses the name "
            + used.mention().host()
            + ", but its Pods search "
            + (has.isEmpty() ? "nowhere" : String.join(", ", has) + " only")
            + ", so it never becomes "
            + full(used, seen)
            + ".",
        List.of(
            at.shows(String.join(", ", has)), used.mention().spot().shows(used.mention().shown())),
        at.remedy("Search the cluster's domains.", Arr.strings(new ArrayList<>(wanted))));
  }

  private static Finding asItIs(Workload workload, Resolver resolver, Used used) {
    Spot options = Spot.podSpec(workload).in("dnsConfig").in("options");
    Spot at = options;
    int i = 0;
    for (Obj option : workload.podSpec().obj("dnsConfig").arr("options").objects()) {
      if (option.str("name").equals("ndots")) {
        at = options.at(i).in("value");
      }
      i++;
    }
    String host = used.mention().host();
    return new Finding.Broken(
        isMusl(workload) ? Severity.WARNING : Severity.NOTE,
        at.object(),
        at.field(),
        workload.ref()
            + " uses the name "
            + host
            + ", which with ndots:"
            + resolver.search().ndots()
            + " is asked for as it is. Resolvers of musl (Alpine, BusyBox) then never search for it in the cluster; others do"
            + " so second.",
        List.of(
            at.shows(Integer.toString(resolver.search().ndots())),
            used.mention().spot().shows(used.mention().shown())),
        at.equals(options)
            ? Remedy.byHand("Add the option ndots with the value 5, or use full names.")
            : at.remedy("Set ndots to 5, or use full names.", Str.of("5")));
  }

  private static boolean statesNdots(Obj config) {
    return config.arr("options").objects().stream().anyMatch(o -> o.str("name").equals("ndots"));
  }

  /// Whether an image is known to resolve names the way musl and BusyBox do.
  private static boolean isMusl(Workload workload) {
    return workload.podSpec().arr("containers").objects().stream()
        .anyMatch(c -> c.str("image").matches(".*(alpine|busybox).*"));
  }
}
