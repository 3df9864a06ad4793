package io.binnacle.app;

import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.server.bootstrap.BuiltInObjects;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.ServingNames;
import io.binnacle.server.token.TokenAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the parts of an instance are told, out of what the user said.
final class Settings {
  /// Seconds an answer may be kept by others: short, because our own answers are never late.
  private static final int TTL = 5;

  /// The DNS has the tenth address of the Service range.
  private static final int DNS_OFFSET = 10;

  private static final int DNS_PORT = 53;

  static final int NODE_PORT_FIRST = 30_000;
  static final int NODE_PORT_LAST = 32_767;

  private static final ObjectKey DNS_SERVICE = new ObjectKey("kube-system", "kube-dns");

  private Settings() {}

  /// The Service address of the DNS.
  static IpAddress dnsAddress(UpConfig config) {
    return config.serviceCidrs().getFirst().address(DNS_OFFSET);
  }

  /// Under which names and addresses the API is reached.
  ///
  /// @param node the real node, whose Pods reach it at its gateway; null if there is none
  static ServingNames servingNames(UpConfig config, @Nullable RealNode node) throws IOException {
    List<IpAddress> more = new ArrayList<>();
    if (node != null) {
      more.add(node.gateway());
      more.add(node.address());
    }
    for (Cidr range : config.serviceCidrs()) {
      more.add(BuiltInObjects.apiAddress(range));
    }
    return ServingNames.of(config.clusterDomain(), InetAddress.getLocalHost().getHostName(), more);
  }

  /// What the registry is told about its cluster.
  static RegistryConfig registry(
      UpConfig config, ClusterKeys keys, InstantSource clock, RandomGenerator random) {
    return new RegistryConfig(
        config.serviceCidrs(),
        NODE_PORT_FIRST,
        NODE_PORT_LAST,
        clock,
        random,
        TokenAuthority.of(keys.tokens(), config.clusterDomain(), clock));
  }

  /// What the DNS is told: it listens where the user wants it, and where Pods ask.
  ///
  /// @param node the real node; null if there is none
  static DnsConfig dns(UpConfig config, @Nullable RealNode node) throws ConfigException {
    InetSocketAddress listen = config.dnsListen();
    StringBuilder out = new StringBuilder();
    out.append(block(config, listen.getPort(), listen.getAddress().getHostAddress(), true));
    if (node != null) {
      out.append(block(config, DNS_PORT, dnsAddress(config) + " " + node.gateway(), false));
    }
    return Corefile.parse(out.toString(), "the options of up", _ -> null);
  }

  private static String block(UpConfig config, int port, String addresses, boolean own) {
    StringBuilder out = new StringBuilder(".:" + port + " {\n  bind " + addresses + "\n");
    out.append("  kubernetes ").append(config.clusterDomain()).append(" in-addr.arpa ip6.arpa {\n");
    out.append("    pods ").append(config.dnsPods()).append("\n    ttl ").append(TTL);
    out.append("\n    fallthrough in-addr.arpa ip6.arpa\n  }\n");
    if (!config.dnsUpstream().isEmpty()) {
      out.append("  forward .");
      for (InetSocketAddress at : config.dnsUpstream()) {
        String host = at.getAddress().getHostAddress();
        out.append(' ').append(host.contains(":") ? "[" + host + "]" : host);
        out.append(':').append(at.getPort());
      }
      out.append("\n  cache 30\n");
    }
    if (!own) {
      out.append("  autopath @kubernetes\n");
    } else {
      out.append("  binnacle {\n    cluster_cidr ").append(config.podCidr());
      config.serviceCidrs().forEach(range -> out.append(' ').append(range));
      out.append("\n    service ").append(DNS_SERVICE).append("\n  }\n");
    }
    return out.append("}\n").toString();
  }
}
