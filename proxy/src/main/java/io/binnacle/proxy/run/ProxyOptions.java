package io.binnacle.proxy.run;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.rules.RulesOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a proxy is to work.
///
/// @param nodeName the Node whose proxy this is
/// @param families the families to serve: a table for each
/// @param rules what the tables are like
/// @param nodePortAddresses where node ports are answered; empty for the Node's own addresses
/// @param hostPorts whether to serve the `hostPort`s of the node's Pods too
/// @param health where `/healthz`, `/livez` and `/metrics` are answered, port 0 for any; null for nowhere
/// @param healthCheckAddress the address health-check node ports are answered on; null for every one
/// @param verifyEvery how often the table is looked at, besides listening to what others do to it
public record ProxyOptions(
    String nodeName,
    List<IpAddress.Family> families,
    RulesOptions rules,
    List<IpAddress> nodePortAddresses,
    boolean hostPorts,
    @Nullable InetSocketAddress health,
    @Nullable IpAddress healthCheckAddress,
    Duration verifyEvery) {
  public ProxyOptions {
    families = List.copyOf(families);
    nodePortAddresses = List.copyOf(nodePortAddresses);
    if (families.isEmpty()) {
      throw new IllegalArgumentException("families: want at least one");
    }
  }

  /// IPv4 only, no host ports, no health server.
  public static ProxyOptions of(String nodeName, RulesOptions rules) {
    return new ProxyOptions(
        nodeName,
        List.of(IpAddress.Family.IPv4),
        rules,
        List.of(),
        false,
        null,
        null,
        Duration.ofSeconds(30));
  }

  public ProxyOptions withFamilies(List<IpAddress.Family> served) {
    return new ProxyOptions(
        nodeName,
        served,
        rules,
        nodePortAddresses,
        hostPorts,
        health,
        healthCheckAddress,
        verifyEvery);
  }

  public ProxyOptions withNodePortAddresses(List<IpAddress> addresses) {
    return new ProxyOptions(
        nodeName, families, rules, addresses, hostPorts, health, healthCheckAddress, verifyEvery);
  }

  public ProxyOptions withHostPorts(boolean on) {
    return new ProxyOptions(
        nodeName, families, rules, nodePortAddresses, on, health, healthCheckAddress, verifyEvery);
  }

  public ProxyOptions withHealth(@Nullable InetSocketAddress at) {
    return new ProxyOptions(
        nodeName,
        families,
        rules,
        nodePortAddresses,
        hostPorts,
        at,
        healthCheckAddress,
        verifyEvery);
  }

  public ProxyOptions withHealthCheckAddress(@Nullable IpAddress address) {
    return new ProxyOptions(
        nodeName, families, rules, nodePortAddresses, hostPorts, health, address, verifyEvery);
  }

  public ProxyOptions withVerifyEvery(Duration period) {
    return new ProxyOptions(
        nodeName,
        families,
        rules,
        nodePortAddresses,
        hostPorts,
        health,
        healthCheckAddress,
        period);
  }
}
