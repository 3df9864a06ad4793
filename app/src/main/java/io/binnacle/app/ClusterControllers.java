package io.binnacle.app;

import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.run.Controllers;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.schema.Schema;
import io.binnacle.node.volume.ProvisionedFolders;
import io.binnacle.server.tls.ClusterKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The controllers of an instance: those of every cluster, and those of one that lives on one machine.
final class ClusterControllers {
  /// Where addresses of LoadBalancer Services come from: a range for documentation (RFC 5737), so that it is nobody's.
  private static final Cidr LOAD_BALANCER_POOL = Cidr.of("198.51.100.0/24");

  private ClusterControllers() {}

  static List<Function<ControllerContext, Controller>> of(
      UpConfig config, Schema schema, ClusterKeys keys, ServiceAdvice advice) {
    Path claims = config.dataDir().resolve("claims");
    List<Function<ControllerContext, Controller>> out =
        new ArrayList<>(
            Controllers.cluster(
                schema, keys.authority().certificatePem(), List.of(LOAD_BALANCER_POOL)));
    out.addAll(Controllers.localStorage(claims.toString(), new ProvisionedFolders(claims)::remove));
    out.add(advice::controller);
    return out;
  }
}
