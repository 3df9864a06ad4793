package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.client.KubeApi;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.userspace.UserspaceProxy;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What carries traffic to this instance's Services, and why.
sealed interface ServiceTraffic {
  /// In words, for people.
  String why();

  /// The kernel's packet filter.
  record InKernel(String why) implements ServiceTraffic {}

  /// Sockets of this process.
  record OnLoopback(String why) implements ServiceTraffic {}

  /// Nothing.
  record Nothing(String why) implements ServiceTraffic {}

  /// What `config` asks for, as far as it makes sense with what runs the Pods.
  ///
  /// @throws CommandFailure if it does not
  static ServiceTraffic of(UpConfig config, RuntimeChoice runtime) {
    boolean containers = runtime instanceof RuntimeChoice.Real;
    boolean loopback = onLoopback(config.serviceCidrs());
    return switch (config.proxy()) {
      case auto -> {
        if (containers) {
          yield new InKernel("by nftables, table " + KernelProxy.table(config.dataDir()));
        }
        yield loopback
            ? new OnLoopback("by sockets of this process, on loopback")
            : new Nothing(
                "named, but not carried: try --service-cidr 127.96.0.0/16, or --proxy nftables as root");
      }
      case nftables -> {
        KernelRules.open().close();
        yield new InKernel("by nftables, table " + KernelProxy.table(config.dataDir()));
      }
      case userspace -> {
        if (!loopback) {
          throw new CommandFailure(
              "--proxy userspace: want --service-cidr in 127.0.0.0/8, such as 127.96.0.0/16: addresses"
                  + " a process may listen on");
        }
        yield new OnLoopback("by sockets of this process, on loopback");
      }
      case none -> new Nothing("named, but not carried: --proxy none");
    };
  }

  /// Whether all of `ranges` are loopback addresses; false for none.
  static boolean onLoopback(List<Cidr> ranges) {
    return !ranges.isEmpty() && ranges.stream().allMatch(range -> range.base().isLoopback());
  }

  /// Starts it; the first rules or sockets follow once the API has been read.
  ///
  /// @param node the Node this machine is, or plays
  /// @param bound addresses in the Service ranges that other sockets serve
  /// @throws IOException if the kernel's door does not open
  default AutoCloseable start(
      KubeApi api,
      Scheduler scheduler,
      RandomGenerator random,
      UpConfig config,
      String node,
      Set<Bound> bound)
      throws IOException {
    return switch (this) {
      case InKernel _ -> KernelProxy.start(api, scheduler, config, node, bound);
      case OnLoopback _ -> {
        UserspaceProxy proxy =
            new UserspaceProxy(api, scheduler, random, node, bound, List.of(config.podCidr()));
        proxy.start();
        yield proxy;
      }
      case Nothing _ -> () -> {};
    };
  }
}
