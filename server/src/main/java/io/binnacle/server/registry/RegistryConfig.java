package io.binnacle.server.registry;

import io.binnacle.model.meta.Cidr;
import io.binnacle.server.token.TokenAuthority;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// What the registry must be told about its cluster and its world.
///
/// @param serviceCidrs where cluster addresses come from: one block, or one of each family, the primary first
/// @param nodePortFirst the lowest node port
/// @param nodePortLast the highest node port
/// @param clock for creation and deletion timestamps
/// @param random for UIDs, generated names and automatic addresses and ports; used by many threads
/// @param tokens signs the tokens of service accounts
public record RegistryConfig(
    List<Cidr> serviceCidrs,
    int nodePortFirst,
    int nodePortLast,
    InstantSource clock,
    RandomGenerator random,
    TokenAuthority tokens) {

  public RegistryConfig {
    serviceCidrs = List.copyOf(serviceCidrs);
    boolean fine =
        serviceCidrs.size() == 1
            || serviceCidrs.size() == 2
                && serviceCidrs.get(0).family() != serviceCidrs.get(1).family();
    if (!fine) {
      throw new IllegalArgumentException(
          "service CIDRs: " + serviceCidrs + ", expected one block or one of each family");
    }
  }

  /// A cluster whose tokens end with the process.
  public RegistryConfig(
      List<Cidr> serviceCidrs,
      int nodePortFirst,
      int nodePortLast,
      InstantSource clock,
      RandomGenerator random) {
    this(serviceCidrs, nodePortFirst, nodePortLast, clock, random, TokenAuthority.passing(clock));
  }

  /// The usual cluster: `10.96.0.0/12`, node ports 30000-32767.
  public static RegistryConfig usual(InstantSource clock, RandomGenerator random) {
    return new RegistryConfig(List.of(Cidr.of("10.96.0.0/12")), 30_000, 32_767, clock, random);
  }
}
