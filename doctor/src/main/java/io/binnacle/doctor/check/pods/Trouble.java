package io.binnacle.doctor.check.pods;

/// What keeps a Pod from being ready. A Pod has one: the first thing in its way.
enum Trouble {
  /// Its node is gone or not ready.
  NODE_LOST,
  /// No node takes it.
  UNSCHEDULABLE,
  /// Its image does not come.
  IMAGE,
  /// A ConfigMap, Secret, key or volume it needs is missing.
  CONFIG,
  /// An init container fails or does not end.
  INIT,
  /// A container ends again and again, or cannot be started.
  CRASHING,
  /// It is on its way: nothing is wrong yet.
  STARTING,
  /// Its readiness probe asks at a port no container has.
  WRONG_PORT,
  /// Its readiness probe says no.
  READINESS,
  /// A condition somebody else is to set is missing.
  GATE
}
