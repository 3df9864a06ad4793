package io.binnacle.dns.config;

/// The directive `tls`: the certificate of a block with `tls://`.
///
/// @param certificate file, PEM with its chain
/// @param key file, PEM
/// @param authority file with those whose certificates clients have to show; empty if they need none
public record TlsRule(String certificate, String key, String authority) {}
