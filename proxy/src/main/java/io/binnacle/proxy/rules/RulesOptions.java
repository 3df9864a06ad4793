package io.binnacle.proxy.rules;

import io.binnacle.model.meta.Cidr;
import io.binnacle.proxy.plan.Bound;
import java.util.List;
import java.util.Set;

/// What the table is like, whatever is in it.
///
/// @param table its name; two instances on one machine need two
/// @param comment says whose it is, to people who list it
/// @param serviceCidrs the ranges of cluster addresses: what is not allocated in them is dropped; empty if unknown
/// @param podCidrs the ranges of Pod addresses: what comes from them keeps its source address on the way to a cluster
///     address; empty if unknown, then nothing is masqueraded on that way
/// @param masqueradeMark the packet mark, one bit, that asks for masquerading; kube-proxy's is 0x4000
/// @param masqueradeAll masquerade every connection to a Service
/// @param podEgress masquerade what Pods send out of the Pod ranges, as a CNI plugin would
/// @param loopback answer node ports and host ports on 127.0.0.1 too; needs `route_localnet` on the interfaces that lead to
///     Pods, and guards 127.0.0.0/8 against packets from outside
/// @param bound addresses served by sockets on this machine, kept out of translation and connection tracking
public record RulesOptions(
    String table,
    String comment,
    List<Cidr> serviceCidrs,
    List<Cidr> podCidrs,
    int masqueradeMark,
    boolean masqueradeAll,
    boolean podEgress,
    boolean loopback,
    Set<Bound> bound) {
  /// kube-proxy's masquerade bit, 14.
  public static final int DEFAULT_MARK = 0x4000;

  public RulesOptions {
    serviceCidrs = List.copyOf(serviceCidrs);
    podCidrs = List.copyOf(podCidrs);
    bound = Set.copyOf(bound);
    if (Integer.bitCount(masqueradeMark) != 1) {
      throw new IllegalArgumentException(
          "masquerade mark 0x%x: want exactly one bit".formatted(masqueradeMark));
    }
  }

  /// A table that masquerades what does not come from Pods, and nothing more.
  public static RulesOptions of(String table, List<Cidr> serviceCidrs, List<Cidr> podCidrs) {
    return new RulesOptions(
        table, "", serviceCidrs, podCidrs, DEFAULT_MARK, false, false, false, Set.of());
  }

  public RulesOptions withComment(String text) {
    return new RulesOptions(
        table,
        text,
        serviceCidrs,
        podCidrs,
        masqueradeMark,
        masqueradeAll,
        podEgress,
        loopback,
        bound);
  }

  public RulesOptions withMark(int mark) {
    return new RulesOptions(
        table, comment, serviceCidrs, podCidrs, mark, masqueradeAll, podEgress, loopback, bound);
  }

  public RulesOptions withMasqueradeAll(boolean on) {
    return new RulesOptions(
        table, comment, serviceCidrs, podCidrs, masqueradeMark, on, podEgress, loopback, bound);
  }

  public RulesOptions withPodEgress(boolean on) {
    return new RulesOptions(
        table, comment, serviceCidrs, podCidrs, masqueradeMark, masqueradeAll, on, loopback, bound);
  }

  public RulesOptions withLoopback(boolean on) {
    return new RulesOptions(
        table,
        comment,
        serviceCidrs,
        podCidrs,
        masqueradeMark,
        masqueradeAll,
        podEgress,
        on,
        bound);
  }

  public RulesOptions withBound(Set<Bound> served) {
    return new RulesOptions(
        table,
        comment,
        serviceCidrs,
        podCidrs,
        masqueradeMark,
        masqueradeAll,
        podEgress,
        loopback,
        served);
  }
}
