package io.binnacle.node.runtime.fake;

import io.binnacle.node.runtime.Sandbox;
import io.binnacle.node.runtime.SandboxSpec;
import java.time.Instant;
import java.util.List;

/// A sandbox of [FakeRuntime]; guarded by it.
final class FakeSandbox {
  final String id;
  final SandboxSpec spec;
  final String address;
  final Instant created;
  boolean ready = true;

  FakeSandbox(String id, SandboxSpec spec, String address, Instant created) {
    this.id = id;
    this.spec = spec;
    this.address = address;
    this.created = created;
  }

  Sandbox view(boolean whole) {
    return new Sandbox(
        id,
        spec.podUid(),
        spec.podNamespace(),
        spec.podName(),
        spec.attempt(),
        ready,
        whole && !spec.hostNetwork() ? List.of(address) : List.of(),
        created,
        spec.annotations());
  }
}
