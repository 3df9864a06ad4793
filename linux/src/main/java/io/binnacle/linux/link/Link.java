package io.binnacle.linux.link;

/// A network interface.
/// @param kind `bridge`, `veth`, …; empty for hardware and loopback
/// @param up whether it was switched on (not whether a cable is in)
/// @param master the index of the bridge it belongs to; 0 for none
public record Link(int index, String name, String kind, boolean up, int mtu, int master) {}
