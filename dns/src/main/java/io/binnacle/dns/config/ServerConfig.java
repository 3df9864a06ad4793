package io.binnacle.dns.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One server block, understood.
///
/// @param at where it begins
/// @param keys zones and ports, at least one
/// @param bind addresses to listen on; empty for all
/// @param kubernetes null for a block that has no names of a cluster
/// @param hosts null for none
/// @param forwards in the order they are asked; empty if nobody is
/// @param cache null if nothing is kept
/// @param log null for no lines
/// @param errors failures told in one line; the first that matches counts
/// @param tls the certificate; there is one if a key asks for TLS
/// @param health where `/health` is answered; null for nowhere
/// @param lameDuck how long after SIGTERM queries are still answered; null if not said
/// @param ready where `/ready` is answered; null for nowhere
/// @param prometheus where `/metrics` is answered; null for nowhere
/// @param udpSize the largest datagram sent, 512..4096
/// @param nsid who answers, for clients that ask (RFC 5001); empty for nobody
/// @param transfers who may have a zone as a whole
/// @param autopath whether the search list of Pods is gone through here
/// @param notes what is always so here and needs no saying, in words
public record ServerConfig(
    Place at,
    List<ServerKey> keys,
    List<InetAddress> bind,
    @Nullable KubernetesRule kubernetes,
    @Nullable HostsRule hosts,
    List<ForwardDirective> forwards,
    @Nullable CacheRule cache,
    @Nullable LogRule log,
    List<ErrorRule> errors,
    @Nullable TlsRule tls,
    @Nullable InetSocketAddress health,
    @Nullable Duration lameDuck,
    @Nullable InetSocketAddress ready,
    @Nullable InetSocketAddress prometheus,
    int udpSize,
    String nsid,
    List<TransferRule> transfers,
    boolean autopath,
    List<Note> notes) {

  /// Something that needs no saying here.
  ///
  /// @param directive what was said
  /// @param why it makes no difference
  public record Note(Place at, String directive, String why) {}

  /// Copies the lists.
  public ServerConfig {
    keys = List.copyOf(keys);
    bind = List.copyOf(bind);
    forwards = List.copyOf(forwards);
    errors = List.copyOf(errors);
    transfers = List.copyOf(transfers);
    notes = List.copyOf(notes);
  }
}
