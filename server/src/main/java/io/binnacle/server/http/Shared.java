package io.binnacle.server.http;

import io.netty.channel.Channel;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What all connections of one server have in common.
final class Shared {
  final Limits limits;
  final Authenticator authenticator;
  final ApiHandler handler;
  final InstantSource clock;

  /// Bytes of request bodies that may still be held.
  final AtomicLong bodies;

  /// Open connections.
  final Set<Channel> connections = ConcurrentHashMap.newKeySet();

  /// Requests being read, handled or answered, and idle HTTP/1.1 connections.
  final Set<RequestHandler> requests = ConcurrentHashMap.newKeySet();

  /// Whether the server is shutting down: no request is begun any more, and streams end.
  volatile boolean draining;

  Shared(Limits limits, Authenticator authenticator, ApiHandler handler, InstantSource clock) {
    this.limits = limits;
    this.authenticator = authenticator;
    this.handler = handler;
    this.clock = clock;
    this.bodies = new AtomicLong(limits.bodiesBytes());
  }
}
