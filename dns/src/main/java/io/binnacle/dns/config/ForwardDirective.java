package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The directive `forward`: who is asked for the names below `from`.
///
/// @param from the root for all
/// @param to 1 to 15 servers
/// @param except names below these are not asked for here
/// @param forceTcp whether TCP is used for queries that came over UDP, too
/// @param preferUdp whether UDP is tried first for queries that came over TCP
/// @param policy null for the quickest first
/// @param expire how long an unused connection is kept
/// @param maxFails failures in a row that take a server out; 0 for never
/// @param checkEvery how often a server that is out is asked whether it is back
/// @param maxConcurrent queries under way at once, more are refused; 0 for what is usual
/// @param tls for servers with `tls://`
/// @param failover with which response codes the next server is asked; null for what is usual
/// @param next with which response codes the next `forward` of the block is asked
/// @param nextOnNoData whether the next `forward` is asked when there are no records of the type
/// @param failFast whether queries fail at once while all servers are out
public record ForwardDirective(
    DnsName from,
    List<Upstream> to,
    List<DnsName> except,
    boolean forceTcp,
    boolean preferUdp,
    @Nullable Policy policy,
    Duration expire,
    int maxFails,
    Duration checkEvery,
    int maxConcurrent,
    Tls tls,
    @Nullable Set<Integer> failover,
    Set<Integer> next,
    boolean nextOnNoData,
    boolean failFast) {

  /// In which order servers are asked.
  public enum Policy {
    /// Any.
    RANDOM,
    /// One after the other.
    ROUND_ROBIN,
    /// The first that is not out.
    SEQUENTIAL
  }

  /// Who is asked.
  public sealed interface Upstream {
    /// A server at an address.
    ///
    /// @param tls whether over TLS
    /// @param serverName whom its certificate has to name; empty for what [Tls#serverName] says
    record Server(InetSocketAddress at, boolean tls, String serverName) implements Upstream {}

    /// The servers a file like `/etc/resolv.conf` names, read when it changes.
    record ResolvConf(String file) implements Upstream {}
  }

  /// Whom to expect over TLS; empty for what is usual.
  ///
  /// @param authority file with the certificates to trust; empty for those the JDK trusts
  /// @param serverName whom the server's certificate has to name; empty for its address
  public record Tls(String authority, String serverName) {
    static final Tls NONE = new Tls("", "");
  }

  /// Copies the lists.
  public ForwardDirective {
    to = List.copyOf(to);
    except = List.copyOf(except);
    failover = failover == null ? null : Set.copyOf(failover);
    next = Set.copyOf(next);
  }
}
