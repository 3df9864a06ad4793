package io.binnacle.proxy.rules;

import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.PortPlan;

/// Someone who wants to answer at a door.
///
/// @param owner `namespace/service`, or `pod namespace/name` for a host port; the first in order gets a contested door
/// @param port the port it is for
/// @param door the door
record Claim(String owner, PortPlan port, Door door) implements Comparable<Claim> {

  private static final int MAX_COMMENT = 127;

  /// What people read beside the door: `default/web:http`; cut where nft has no room for more.
  String comment() {
    String text = words();
    return text.length() <= MAX_COMMENT ? text : text.substring(0, MAX_COMMENT - 3) + "...";
  }

  private String words() {
    String text = port.name().isEmpty() ? owner : owner + ":" + port.name();
    return switch (door.kind()) {
      case CLUSTER_IP -> text;
      case EXTERNAL_IP -> text + " external";
      case LOAD_BALANCER -> text + " load balancer";
      case NODE_PORT -> text + " node port";
      case HOST_PORT -> text + " host port";
    };
  }

  @Override
  public int compareTo(Claim other) {
    return owner.compareTo(other.owner);
  }
}
