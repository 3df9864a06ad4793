package io.binnacle.node.env;

/// A Warning event about a Pod, to be recorded by whoever asked.
///
/// @param reason `FailedMount`, `DNSConfigForming`, `InvalidEnvironmentVariableNames`, …
/// @param message in the kubelet's words
public record Notice(String reason, String message) {}
