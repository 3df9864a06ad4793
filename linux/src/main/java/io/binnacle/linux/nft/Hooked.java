package io.binnacle.linux.nft;

/// A chain the kernel runs by itself, of any table of the families ip, ip6 and inet.
/// @param family `ip`, `ip6` or `inet`
/// @param type `filter`, `nat` or `route`
/// @param hook `prerouting`, `input`, `forward`, `output` or `postrouting`
/// @param priority lower runs first
/// @param rules how many rules it has
public record Hooked(
    String family, String table, String chain, String type, String hook, int priority, int rules) {}
