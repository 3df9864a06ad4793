package io.binnacle.doctor.policy;

/// What is sent: a protocol, and the port of the Pod that receives, after a Service has translated it.
///
/// @param protocol `TCP`, `UDP` or `SCTP`
/// @param port 1..65535
public record Traffic(String protocol, int port) {
  @Override
  public String toString() {
    return protocol + " " + port;
  }
}
